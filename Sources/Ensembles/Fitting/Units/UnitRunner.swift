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
    let places = Dictionary(uniqueKeysWithValues: zip(units, 0...))
    let prerequisites = units.map { work.prerequisite(of: $0).flatMap { places[$0] } }
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
    results.outcomes[outcome.place] = outcome
    if let pipeline = outcome.pipeline { pipelines[outcome.place] = Shared(pipeline) }
  }

  private mutating func note(_ error: ParallelError, at place: Int) throws {
    if let cancellation = error.underlying as? CancellationError { throw cancellation }
    results.failures.append((place, error.cause))
  }

  private func finished() -> UnitRunner.Results {
    var results = results
    results.failures.sort { $0.place < $1.place }
    return results
  }

  /// The error that ends the run, with the unit to blame for it.
  private func failure(_ error: ParallelError, _ started: [Int]) -> any Error {
    guard let index = error.taskIndex else { return error }
    return UnitFailure(unit: units[started[index]], underlying: error.cause)
  }

  // MARK: - One call after the other

  func inTwoCalls(_ schedule: FitSchedule) async throws -> UnitRunner.Results {
    var run = self
    try await run.call(schedule.initial, doneBefore: 0)
    let dependents = units.indices.filter { place in
      prerequisites[place].map { run.results.outcomes[$0] != nil } ?? false
    }
    if !dependents.isEmpty { try await run.call(dependents, doneBefore: schedule.initial.count) }
    return run.finished()
  }

  private func observer(doneBefore: Int) -> (@Sendable (ParallelProgress) -> Void)? {
    guard let progress = runner.progress else { return nil }
    return { progress(doneBefore + $0.completed) }
  }

  private mutating func call(_ places: [Int], doneBefore: Int) async throws {
    let jobs = places.map(job)
    let observer = observer(doneBefore: doneBefore)
    if runner.stopsAtFailure {
      do {
        for outcome in try await runner.parallel.run(jobs, progress: observer) { note(outcome) }
      } catch let error as ParallelError {
        throw failure(error, places)
      }
    } else {
      let all = try await runner.parallel.run(jobs, onFailure: .collect, progress: observer)
      for (place, result) in zip(places, all) {
        switch result {
        case .success(let outcome): note(outcome)
        case .failure(let error): try note(error, at: place)
        }
      }
    }
  }

  // MARK: - As they get ready

  func asTheyGetReady(_ schedule: FitSchedule) async throws -> UnitRunner.Results {
    var run = self
    var schedule = schedule
    let (stream, continuation) = AsyncStream<FitJob>.makeStream()
    defer { continuation.finish() }
    var started: [Int] = []
    func start(_ places: [Int], of run: Run) {
      for place in places { continuation.yield(run.job(place)) }
      started += places
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
        for try await outcome in runner.parallel.results(of: stream, ordered: .completion) {
          succeed(outcome)
        }
      } catch let error as ParallelError {
        throw failure(error, started)
      }
    } else {
      let all = runner.parallel.results(of: stream, ordered: .completion, onFailure: .collect)
      for try await result in all {
        switch result {
        case .success(let outcome): succeed(outcome)
        case .failure(let error):
          guard let index = error.taskIndex else { throw error }
          try run.note(error, at: started[index])
          schedule.fail(started[index])
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
