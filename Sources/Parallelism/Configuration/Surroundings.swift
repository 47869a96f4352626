/// What a call takes from the place where it is made.
@usableFromInline
struct Surroundings: Sendable {
  /// Those of the current task.
  @TaskLocal static var current = Surroundings()

  /// What the scopes around this place have set.
  private(set) var settings = Parallel()

  /// How many workers share what `settings.workers` allows: those of all calls within which this place is.
  private(set) var sharers = 1

  /// Those of a program that has set nothing.
  init() {}

  /// Those of a job in another process, where calls have so many workers that ask for none in particular.
  init(share: Int) {
    settings.workers = .exactly(share)
  }

  /// The surroundings within a scope.
  func within(_ scope: Parallel) -> Surroundings {
    var inner = self
    if let workers = scope.workers {
      inner.settings.workers = workers
      inner.sharers = 1
    }
    if let backend = scope.backend { inner.settings.backend = backend }
    if let batching = scope.batching { inner.settings.batching = batching }
    if let placement = scope.placement { inner.settings.placement = placement }
    if let innerThreads = scope.innerThreads { inner.settings.innerThreads = innerThreads }
    if let mapping = scope.mapping { inner.settings.mapping = mapping }
    if let logger = scope.logger { inner.settings.logger = logger }
    if let trace = scope.trace { inner.settings.trace = trace }
    return inner
  }

  /// The surroundings within a task of a call with so many workers.
  func shared(by workers: Int) -> Surroundings {
    var inner = self
    let (sharers, isTooMany) = sharers.multipliedReportingOverflow(by: workers)
    inner.sharers = isTooMany ? .max : sharers
    return inner
  }

  /// How many workers a call gets here that asks for none in particular.
  func defaultWorkers(processors: () -> Int) throws(ParallelError) -> Int {
    max(1, try (settings.workers ?? .all).resolved(processors: processors) / sharers)
  }
}
