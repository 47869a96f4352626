/// A stream whose consumer does the work: each task runs when its result is asked for, within the task that asks.
final class CallerStream<Input: Sendable, Output: Sendable>: ResultSource {
  private let setting: Setting
  private let body: @Sendable (Input) throws -> Output
  /// `nil` once the stream has ended.
  private var inputs: (any InputReader<Input>)?
  private var taken = 0

  init(
    inputs: any InputReader<Input>, setting: Setting, body: @escaping @Sendable (Input) throws -> Output
  ) {
    self.setting = setting
    self.body = body
    self.inputs = inputs
  }

  func next(isolation: isolated (any Actor)?) async throws -> Output? {
    guard let inputs else { return nil }
    do {
      try Task.checkCancellation()
      if let input = try await element(of: inputs) { return try await result(of: input) }
      self.inputs = nil
      return nil
    } catch {
      self.inputs = nil
      // What an input or a task makes of being cancelled is no news.
      try Task.checkCancellation()
      throw error
    }
  }

  func abandon() {
    inputs = nil
  }

  private func element(of inputs: any InputReader<Input>) async throws -> Input? {
    do {
      return try await inputs.next()
    } catch {
      throw ParallelError.inputFailure(error, after: taken)
    }
  }

  private func result(of input: Input) async throws -> Output {
    let task = taken
    taken += 1
    let result = Locked<Result<Output, any Error>?>(nil)
    do {
      try await setting.backend.run(workers: 1) { [body, setting] _ in
        do {
          let output = try setting.run(oneOf: 1) { try body(input) }
          result.withLock { $0 = .success(output) }
        } catch {
          result.withLock { $0 = .failure(error) }
          throw error
        }
      }
    } catch {
      guard case .failure = result.withLock({ $0 }) else { throw ParallelError.backendFailure(error) }
    }
    switch result.withLock({ $0 }) {
    case .success(let output): return output
    case .failure(let error):
      if error is CancellationError { throw error }
      throw ParallelError(taskIndex: task, taskType: Input.self, worker: 0, underlying: error)
    case nil: throw ParallelError.backendReturned(beforeWorker: 0)
    }
  }
}
