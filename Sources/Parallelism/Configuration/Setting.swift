/// With what one call is made: nothing in it is left open.
@usableFromInline
struct Setting: Sendable {
  let backend: any Backend
  let workers: Int
  let clock: any Clock<Duration>
  fileprivate let surroundings: Surroundings

  /// Runs a worker of the call, one of so many, where calls find that they share the machine with the others.
  func run<Result>(oneOf workers: Int, _ worker: () throws -> Result) rethrows -> Result {
    try Surroundings.$current.withValue(surroundings.shared(by: workers), operation: worker)
  }
}

extension Parallel {
  /// What this value, its surroundings and the defaults amount to.
  @usableFromInline
  func resolved() throws -> Setting {
    let surroundings = Surroundings.current
    let backend = backend ?? surroundings.settings.backend ?? .threads
    let requested =
      try workers?.resolved { Hardware.processorCount }
      ?? surroundings.defaultWorkers { Hardware.processorCount }
    let granted = backend.workerCount(requested: requested)
    guard granted > 0 else {
      throw ParallelError(
        code: .backendFailed,
        reason: "the backend grants \(granted) workers to a call that asks for \(requested)")
    }
    return Setting(backend: backend, workers: granted, clock: clock, surroundings: surroundings)
  }
}
