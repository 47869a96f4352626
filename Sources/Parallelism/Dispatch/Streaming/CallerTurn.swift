/// What a consumer that does the work does for one result.
struct CallerTurn<Input: Sendable, Output: Sendable>: Sendable {
  /// A result, `nil` after the last one, or what the caller is told.
  typealias Outcome = Result<Output?, any Error>

  let call: StreamCall<Input, Output>
  var task = 0

  /// Takes the next input and runs its task.
  func run() async -> Outcome {
    let input: Input
    do {
      guard let next = try await call.inputs.next() else { return .success(nil) }
      input = next
    } catch {
      return .failure(ParallelError.inputFailure(error, after: task))
    }
    call.observer?.took(inputs: task + 1)
    call.observer?.began(task..<task + 1, worker: 0)
    defer { call.observer?.ended(task..<task + 1, worker: 0) }
    let outcome = await run(on: input)
    if case .success = outcome { call.observer?.finished(worker: 0) }
    return outcome
  }

  private func run(on input: Input) async -> Outcome {
    let place = TaskPlace(task: task, type: Input.self, worker: 0)
    switch call.body.form {
    case .blocking(let body):
      return await run {
        call.body.run(input, body, at: place, isWanted: { !Task.isCancelled }).map(Optional.some)
      }
    case .suspending(let body):
      return await call.setting.run(
        oneOf: 1,
        awaiting: {
          await call.body.run(input, awaiting: body, at: place, isWanted: { !Task.isCancelled }).map(
            Optional.some)
        })
    case .remote: preconditionFailure("what is done elsewhere is done beside the caller")
    }
  }

  /// Lets the backend run a task.
  private func run(_ task: @escaping @Sendable () -> Outcome) async -> Outcome {
    let outcome = Locked<Outcome?>(nil)
    do {
      try await call.setting.backend.run(workers: 1) { [setting = call.setting] _ in
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
