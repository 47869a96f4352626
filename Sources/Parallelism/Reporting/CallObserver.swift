internal import Synchronization

/// Hears what the workers of a call do, and passes it on to whoever wants to know: an observer of progress, a trace,
/// and the watch over the time that the next result takes.
///
/// A call that nobody asks about has none, and pays nothing.
@usableFromInline
final class CallObserver: Sendable {
  private let meter: ProgressMeter?
  private let trace: CallTrace?
  private let watch: Watch?
  private let total: Int?
  /// For the watch, where there is one.
  private let completed = Atomic(0)

  /// How far the call has come, in words.
  var summary: String {
    let completed = completed.load(ordering: .relaxed)
    return total.map { "\(completed) of \($0) tasks were done" } ?? "\(completed) tasks were done"
  }

  /// Creates an observer unless nobody wants to know anything.
  ///
  /// - Parameters:
  ///   - setting: With what the call is made.
  ///   - total: How many tasks there are, if that is known.
  ///   - workers: How many workers there are at most.
  ///   - lookahead: How many inputs a stream takes before it waits for results; zero if all are taken first.
  ///   - watch: What is to hear of each result.
  ///   - progress: Who is to be told of the call's progress.
  init?(
    setting: Setting, total: Int?, workers: Int, lookahead: Int = 0, watch: Watch? = nil,
    progress: (@Sendable (ParallelProgress) -> Void)?
  ) {
    guard watch != nil || progress != nil || setting.trace != nil else { return nil }
    self.total = total
    self.watch = watch
    meter = progress.map {
      ProgressMeter(
        total: total, workers: workers, backend: setting.backend, lookahead: lookahead, clock: setting.clock,
        observer: $0)
    }
    trace = setting.trace.map { CallTrace($0, backend: setting.backend.name, workers: workers, tasks: total) }
  }

  /// The call begins: before any worker does.
  func begin() { meter?.begin() }

  /// So many inputs have been taken, for calls that do not take all of them first.
  func took(inputs: Int) { meter?.took(inputs: inputs) }

  /// A worker has taken tasks and begins with the first of them.
  @usableFromInline
  func began(_ tasks: Range<Int>, worker: Int) {
    meter?.began(tasks, worker: worker)
    trace?.began(worker: worker)
  }

  /// What a worker has begun is done by a process that belongs to nobody else until it ends.
  func runs(worker: Int, inProcess process: Int32) {
    meter?.runs(worker: worker, inProcess: process)
    trace?.began(worker: worker, process: process)
  }

  /// A worker has done the next task, or so many, of those that it has begun: results are there, or errors that
  /// stand for them.
  @usableFromInline
  func finished(_ count: Int = 1, worker: Int) {
    if let watch {
      watch.beginWaiting()
      completed.wrappingAdd(count, ordering: .relaxed)
    }
    meter?.finished(count, worker: worker)
  }

  /// The next task of a worker has failed for good.
  ///
  /// - Parameters:
  ///   - worker: The worker.
  ///   - isCollected: Whether the error is a result, so that the task counts as done and is told of as such too.
  @usableFromInline
  func failed(worker: Int, isCollected: Bool) {
    meter?.failed(worker: worker, isCollected: isCollected)
    trace?.failed(worker: worker)
  }

  /// A worker has no more to do with the tasks that it began: it has done them, or will not, or was lost with them.
  @usableFromInline
  func ended(_ tasks: Range<Int>, worker: Int) {
    ended(tasks, worker: worker, isLost: false)
  }

  /// The same, where the worker may have been lost.
  func ended(_ tasks: Range<Int>, worker: Int, isLost: Bool) {
    trace?.ended(tasks, worker: worker, isLost: isLost)
    meter?.ended(worker: worker)
  }

  /// The call has ended: after all workers have.
  func end(succeeded: Bool) {
    trace?.end(succeeded: succeeded)
    meter?.end(succeeded: succeeded)
  }
}
