/// What a call takes from the place where it is made.
///
/// An object, since every call looks at it and every worker binds one: to copy all that it holds would take longer
/// than a small task.
@usableFromInline
final class Surroundings: Sendable {
  /// Those of the current task.
  @TaskLocal static var current = Surroundings()

  /// What the scopes around this place have set.
  let settings: Parallel

  /// How many workers share what `settings.workers` allows: those of all calls within which this place is.
  let sharers: Int

  private init(settings: Parallel, sharers: Int) {
    self.settings = settings
    self.sharers = sharers
  }

  /// Those of a program that has set nothing.
  convenience init() {
    self.init(settings: Parallel(), sharers: 1)
  }

  /// Those of a job in another process, where calls have so many workers that ask for none in particular.
  convenience init(share: Int) {
    self.init(settings: Parallel(workers: .exactly(share)), sharers: 1)
  }

  /// The surroundings within a scope.
  func within(_ scope: Parallel) -> Surroundings {
    var inner = settings
    if let workers = scope.workers { inner.workers = workers }
    if let backend = scope.backend { inner.backend = backend }
    if let batching = scope.batching { inner.batching = batching }
    if let placement = scope.placement { inner.placement = placement }
    if let innerThreads = scope.innerThreads { inner.innerThreads = innerThreads }
    if let mapping = scope.mapping { inner.mapping = mapping }
    if let logger = scope.logger { inner.logger = logger }
    if let trace = scope.trace { inner.trace = trace }
    return Surroundings(settings: inner, sharers: scope.workers == nil ? sharers : 1)
  }

  /// The surroundings within a task of a call with so many workers.
  func shared(by workers: Int) -> Surroundings {
    if workers == 1 { return self }
    let (sharers, isTooMany) = sharers.multipliedReportingOverflow(by: workers)
    return Surroundings(settings: settings, sharers: isTooMany ? .max : sharers)
  }

  /// How many workers a call gets here that asks for none in particular.
  func defaultWorkers(processors: () -> Int) throws(ParallelError) -> Int {
    max(1, try (settings.workers ?? .all).resolved(processors: processors) / sharers)
  }
}
