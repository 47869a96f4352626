/// What one call has under way on a cluster, and what is next.
///
/// Without a cluster, tasks, threads and clocks, so that all that can go wrong can be tried.
struct CallStateMachine {
  /// What the call does next.
  enum Step: Equatable {
    /// Take a batch for a worker, and tell by ``sent(_:tasks:worker:)`` or ``foundNothing()`` what came of it.
    case take(worker: Int)
    /// Wait for an event.
    case wait
    /// Return.
    case end
  }

  /// What an event leads to.
  enum Effect {
    case complete(UInt32, reply: [UInt8], took: Duration)
    /// Give a batch up; `running` is the place of the task that is to blame, if one is.
    case lose(UInt32, running: Int?, cause: any Error)
    case exceed(UInt32, job: Int)
    /// Tell the cluster that batches are not wanted.
    case cancel([UInt32])
    /// End the call with an error.
    case fail(DaskError)
  }

  private struct Flight {
    let tasks: Range<Int>
    let worker: Int
  }

  /// How many batches there are for each thread, so that none waits for the way to the caller and back.
  static let depth = 2

  /// So many workers stand for all, however many these are.
  static let manyWorkers = 256

  private let workers: Int
  private var threads: Int?
  /// Whether the call has the whole cluster, also what comes to it, which is decided when it hears of it first.
  private var hasAll: Bool?
  private var flights: [UInt32: Flight] = [:]
  /// How many batches each worker has.
  private var loads: [Int]
  private var isOver = false
  private var isDrained = false
  private var done = 0

  /// - Parameter workers: How many batches may be at work at a time.
  init(workers: Int) {
    self.workers = workers
    loads = Array(repeating: 0, count: workers)
  }

  /// How many batches may be under way.
  ///
  /// A call that wants less than the whole cluster would have more at work than it wants if some waited there.
  private var window: Int {
    guard let threads else { return 0 }
    return hasAll ?? true ? max(1, Self.depth * threads) : workers
  }

  /// What to do now.
  var next: Step {
    if isOver { return .end }
    guard let threads else { return .wait }
    if isDrained { return flights.isEmpty ? .end : .wait }
    if flights.count >= window { return .wait }
    let numbers = 0..<max(1, min(workers, threads))
    return .take(worker: numbers.min { loads[$0] < loads[$1] } ?? 0)
  }

  /// A batch is on its way.
  mutating func sent(_ number: UInt32, tasks: Range<Int>, worker: Int) {
    flights[number] = Flight(tasks: tasks, worker: worker)
    loads[worker] += 1
  }

  /// There was nothing to take; there may be when a batch has ended.
  mutating func foundNothing() {
    isDrained = true
  }

  /// Takes note of an event.
  ///
  /// - Returns: What is to be done about it, in this order.
  mutating func take(_ event: CallEvent) -> [Effect] {
    guard !isOver else { return [] }
    switch event {
    case .capacity(let threads):
      self.threads = threads
      if hasAll == nil, threads > 0 { hasAll = threads <= workers || workers == Self.manyWorkers }
      return []
    case .stopped:
      isOver = true
      return giveUp(for: CancellationError(), cancelling: true)
    case .lostCluster(let error):
      isOver = true
      let told = DaskError(error.code, "\(error.description); \(unfinished)")
      return giveUp(for: error, cancelling: false) + [.fail(flights.isEmpty && done == 0 ? error : told)]
    case .ended(let number, let end):
      guard let flight = flights[number] else { return [] }
      return take(end, of: number, flight)
    }
  }

  /// A batch has come to an end that ends the call as well.
  private mutating func fail(_ number: UInt32, _ error: DaskError) -> [Effect] {
    isOver = true
    return [.lose(number, running: nil, cause: error)] + giveUp(for: error, cancelling: true) + [.fail(error)]
  }

  private mutating func take(_ end: BatchEnd, of number: UInt32, _ flight: Flight) -> [Effect] {
    flights[number] = nil
    loads[flight.worker] -= 1
    isDrained = false
    switch end {
    case .done(let reply, let took):
      done += flight.tasks.count
      return [.complete(number, reply: reply, took: took)]
    case .died(let job, let death):
      let running = job.flatMap { $0 < flight.tasks.count ? $0 : nil }
      return [.lose(number, running: running, cause: death)]
    case .exceeded(let job):
      guard 0..<flight.tasks.count ~= job else {
        return fail(number, DaskError(.connectionLost, "a worker answers what makes no sense"))
      }
      return [.exceed(number, job: job)]
    case .cancelled: return [.lose(number, running: nil, cause: CancellationError())]
    case .refused(let reason): return fail(number, DaskError(.programRefused, "worker \(reason)"))
    case .failed(let reason): return fail(number, DaskError(.programRefused, reason))
    case .lost(let reason):
      // Of several tasks nobody knows which has killed worker after worker, and to try on would kill more.
      guard flight.tasks.count == 1 else {
        return fail(
          number, DaskError(.workersDied, "\(Self.name([flight.tasks])) cannot be done: \(reason)"))
      }
      return [.lose(number, running: 0, cause: DaskError(.workersDied, reason))]
    }
  }

  private func giveUp(for cause: any Error, cancelling: Bool) -> [Effect] {
    let numbers = flights.keys.sorted()
    let losses = numbers.map { Effect.lose($0, running: nil, cause: cause) }
    return losses + (cancelling && !numbers.isEmpty ? [.cancel(numbers)] : [])
  }

  /// What was under way, in words.
  private var unfinished: String {
    let tasks = flights.values.map(\.tasks)
    return
      "\(done) tasks were done, \(tasks.isEmpty ? "and none was" : "and \(Self.name(tasks)) were") under way"
  }

  /// Names tasks, those that follow each other as a range.
  private static func name(_ ranges: [Range<Int>]) -> String {
    var joined: [Range<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = joined.last, last.upperBound == range.lowerBound {
        joined[joined.count - 1] = last.lowerBound..<range.upperBound
      } else {
        joined.append(range)
      }
    }
    let names = joined.prefix(20).map {
      $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound - 1)"
    }
    let others = joined.count > names.count ? " and others" : ""
    return (joined.count == 1 && joined[0].count == 1 ? "task " : "tasks ") + names.joined(separator: ", ")
      + others
  }
}
