/// What a consumer that does the work does for one result.
struct CallerTurn<Input: Sendable, Output: Sendable>: Sendable {
  /// A result, `nil` after the last one, or what the caller is told.
  typealias Outcome = Result<Output?, any Error>

  let inputs: any InputReader<Input>
  let setting: Setting
  let body: StreamBody<Input, Output>
  let taskWatch: TaskWatch?
  var task: Int

  /// Takes the next input and runs its task.
  func run() async -> Outcome {
    let input: Input
    do {
      guard let next = try await inputs.next() else { return .success(nil) }
      input = next
    } catch {
      return .failure(ParallelError.inputFailure(error, after: task))
    }
    defer { taskWatch?.end(worker: 0) }
    switch body.form {
    case .blocking(let body):
      return await run { self.body.run(input, body, at: place, mayBegin: mayBegin).map(Optional.some) }
    case .suspending(let body):
      let outcome = await setting.run(
        oneOf: 1, awaiting: { await self.body.run(input, awaiting: body, at: place, mayBegin: mayBegin) })
      return outcome.map(Optional.some)
    }
  }

  private var place: TaskPlace { TaskPlace(task: task, type: Input.self, worker: 0) }

  private func mayBegin() -> Bool {
    guard !Task.isCancelled else { return false }
    taskWatch?.begin(task: task, worker: 0)
    return true
  }

  /// Lets the backend run a task.
  private func run(_ task: @escaping @Sendable () -> Outcome) async -> Outcome {
    let outcome = Locked<Outcome?>(nil)
    do {
      try await setting.backend.run(workers: 1) { [setting] _ in
        let result = setting.run(oneOf: 1, task)
        outcome.withLock { $0 = result }
        _ = try result.get()
      }
    } catch {
      return outcome.withLock { $0 } ?? .failure(ParallelError.backendFailure(error))
    }
    return outcome.withLock { $0 } ?? .failure(ParallelError.backendReturned(beforeWorker: 0))
  }
}
