/// Runs the units of a layer on whatever backend there is.
///
/// Where tasks share the memory of the caller, a learner starts when its own transformer is done. Elsewhere a task
/// cannot be told of another's end, so that learners behind transformers wait for all of these.
struct UnitRunner {
  /// The units by their places, with what came of each.
  struct Results {
    var outcomes: [FitOutcome?]
    /// What failed, in the order of the units.
    var failures: [(place: Int, error: any Error)] = []
  }

  let work: FitWork
  let table: PredictionTable?
  let checkpoint: FitCheckpoint?
  let parallel: Parallel
  /// Whether the first failure ends the run.
  let stopsAtFailure: Bool
  /// Called with the number of units that are done.
  let progress: (@Sendable (Int) -> Void)?

  /// Runs all units.
  ///
  /// - Throws: `UnitFailure` if a unit fails and that ends the run; `ParallelError`, `CancellationError`.
  func run(_ units: [FitUnit]) async throws -> Results {
    let needed = units.map(work.prerequisite)
    let areAnyNeeded = needed.contains { $0 != nil }
    let places = areAnyNeeded ? Dictionary(uniqueKeysWithValues: zip(units, 0...)) : [:]
    let prerequisites = needed.map { $0.flatMap { places[$0] } }
    let schedule = FitSchedule(prerequisites: prerequisites)
    let run = Run(
      runner: self, work: Shared(work), units: units, prerequisites: prerequisites,
      results: Results(outcomes: Array(repeating: nil, count: units.count)))
    if schedule.initial.count == units.count {
      return try await run.inTwoCalls(schedule)
    }
    return try await parallel.memoryOfJobs() == .shared
      ? run.asTheyGetReady(schedule) : run.inTwoCalls(schedule)
  }
}

/// A unit that failed, and why.
struct UnitFailure: Error {
  var unit: FitUnit
  var underlying: any Error
}

/// One run of all units.
private struct Run {
  let runner: UnitRunner
  let work: Shared<FitWork>
  let units: [FitUnit]
  let prerequisites: [Int?]
  var results: UnitRunner.Results
  private var pipelines: [Int: Shared<PortablePipeline>] = [:]
  /// The units that are not worth doing any more.
  private var skipped: Set<Int> = []

  init(
    runner: UnitRunner, work: Shared<FitWork>, units: [FitUnit], prerequisites: [Int?],
    results: UnitRunner.Results
  ) {
    self.runner = runner
    self.work = work
    self.units = units
    self.prerequisites = prerequisites
    self.results = results
  }

  private func job(_ place: Int) -> FitJob {
    FitJob(
      work: work, unit: units[place], place: place, pipeline: prerequisites[place].flatMap { pipelines[$0] },
      table: runner.table, checkpoint: runner.checkpoint)
  }

  private mutating func note(_ outcome: FitOutcome) {
    var outcome = outcome
    if let predictions = outcome.predictions {
      runner.work.write(predictions, of: units[outcome.place], to: runner.table)
      outcome.predictions = nil
    }
    results.outcomes[outcome.place] = outcome
    if let pipeline = outcome.pipeline { pipelines[outcome.place] = Shared(pipeline) }
  }

  private func finished() -> UnitRunner.Results {
    var results = results
    results.failures.sort { $0.place < $1.place }
    return results
  }

  /// The error that ends the run, with the unit to blame for it.
  ///
  /// - Parameters:
  ///   - error: What the engine threw.
  ///   - place: Gets the number of a task and says which unit it was.
  /// - Returns: The error.
  private func failure(_ error: ParallelError, _ place: (Int) -> Int) -> any Error {
    guard let index = error.taskIndex else { return error }
    return UnitFailure(unit: units[place(index)], underlying: error.cause)
  }

  // MARK: - One call after the other

  func inTwoCalls(_ schedule: FitSchedule) async throws -> UnitRunner.Results {
    var run = self
    try await run.call(schedule.initial, doneBefore: 0)
    let dependents = units.indices.filter { place in
      guard let prerequisite = prerequisites[place] else { return false }
      return run.results.outcomes[prerequisite] != nil && !run.skipped.contains(place)
    }
    if !dependents.isEmpty { try await run.call(dependents, doneBefore: units.count - dependents.count) }
    return run.finished()
  }

  private func observer(doneBefore: Int) -> (@Sendable (ParallelProgress) -> Void)? {
    guard let progress = runner.progress else { return nil }
    return { progress(doneBefore + $0.completed) }
  }

  private mutating func call(_ places: [Int], doneBefore: Int) async throws {
    let jobs = places.map(job)
    if runner.stopsAtFailure {
      do {
        let observer = observer(doneBefore: doneBefore)
        for outcome in try await runner.parallel.run(jobs, progress: observer) { note(outcome) }
      } catch let error as ParallelError {
        throw failure(error) { places[$0] }
      }
      return
    }
    var schedule = FitSchedule(prerequisites: jobs.map { _ in nil })
    let order = Dictionary(uniqueKeysWithValues: zip(places, 0...))
    let queue = UnitQueue()
    let (stream, continuation) = AsyncStream<FitJob>.makeStream()
    for job in jobs { continuation.yield(job) }
    continuation.finish()
    runner.progress?(doneBefore)
    for try await result in surviving(stream, queue) {
      switch result {
      case .success(let outcome):
        note(outcome)
        _ = order[outcome.place].map { schedule.succeed($0) }
      case .failure(let error):
        let (place, futile) = try note(error, queue)
        skipped.formUnion(futile)
        _ = order[place].map { schedule.fail($0, skipping: futile.compactMap { order[$0] }) }
      }
      runner.progress?(doneBefore + places.count - schedule.remaining)
    }
  }

  // MARK: - Units that are left when others have failed

  /// The results of units that are not skipped when their turn comes.
  private func surviving(
    _ stream: AsyncStream<FitJob>, _ queue: UnitQueue
  ) -> ParallelResults<Swift.Result<FitOutcome, ParallelError>> {
    runner.parallel.results(
      of: stream.filter { queue.start($0.place) }, ordered: .completion, onFailure: .collect)
  }

  /// Notes a failure, and that units which it makes futile shall not start.
  ///
  /// - Returns: The place of the unit that failed, and of those that have not started.
  private mutating func note(
    _ error: ParallelError, _ queue: UnitQueue
  ) throws -> (place: Int, skipped: [Int]) {
    guard let index = error.taskIndex else { throw error }
    let place = queue.started(index)
    if let cancellation = error.underlying as? CancellationError { throw cancellation }
    results.failures.append((place, error.cause))
    return (place, queue.skip(runner.work.futile(after: place, among: units)))
  }

  // MARK: - As they get ready

  func asTheyGetReady(_ schedule: FitSchedule) async throws -> UnitRunner.Results {
    var run = self
    var schedule = schedule
    let (stream, continuation) = AsyncStream<FitJob>.makeStream()
    defer { continuation.finish() }
    let queue = UnitQueue()
    func start(_ places: [Int], of run: Run) {
      for place in places { continuation.yield(run.job(place)) }
    }
    start(schedule.initial, of: run)
    runner.progress?(0)

    func succeed(_ outcome: FitOutcome) {
      run.note(outcome)
      start(schedule.succeed(outcome.place), of: run)
      proceed()
    }
    func proceed() {
      runner.progress?(units.count - schedule.remaining)
      if schedule.isDone { continuation.finish() }
    }
    if runner.stopsAtFailure {
      do {
        let all = runner.parallel.results(
          of: stream.filter { queue.start($0.place) }, ordered: .completion)
        for try await outcome in all { succeed(outcome) }
      } catch let error as ParallelError {
        throw failure(error) { queue.started($0) }
      }
    } else {
      for try await result in surviving(stream, queue) {
        switch result {
        case .success(let outcome): succeed(outcome)
        case .failure(let error):
          let (place, futile) = try run.note(error, queue)
          schedule.fail(place, skipping: futile)
          proceed()
        }
      }
    }
    return run.finished()
  }
}

extension ParallelError {
  /// What the task threw or, where something else became of it, this error.
  fileprivate var cause: any Error { code == .taskFailed ? underlying ?? self : self }
}
