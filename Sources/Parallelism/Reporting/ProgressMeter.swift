internal import Synchronization

/// Counts what the workers of a call have done and tells an observer, one call at a time and without a lock.
final class ProgressMeter: Sendable {
  /// What is known of one worker, who alone changes it.
  private struct Slot {
    var tasks: Range<Int>?
    var since = Duration.zero
    var started = 0
    var completed = 0
    var failed = 0
    var process: Int32?
    var pace = TaskPace()

    /// Counts the first of the tasks as brought to an end.
    mutating func leave(_ count: Int, at now: Duration) {
      guard let tasks else { return }
      pace.add(min(count, tasks.count), took: now - since)
      let rest = tasks.dropFirst(count)
      self.tasks = rest.isEmpty ? nil : rest
      since = now
    }
  }

  private let initialTotal: Int?
  private let backend: any Backend
  private let lookahead: Int
  private let elapsed: @Sendable () -> Duration
  private let observer: @Sendable (ParallelProgress) -> Void

  /// Each has a lock of its own, so that workers do not meet.
  private let slots: [Locked<Slot>]
  private let completed = Atomic(0)
  /// How many inputs a stream has taken.
  private let taken: Atomic<Int>
  private let isOver = Atomic(false)
  /// How many tasks there turned out to be, or -1.
  private let finalTotal = Atomic(-1)

  /// How often there was news that is not told yet.
  ///
  /// Whoever makes it more than zero tells all that there is meanwhile.
  private let untold = Atomic(0)
  /// Touched only by the one who tells.
  private let told = Atomic(-1)
  private let hasToldFinal = Atomic(false)

  init(
    total: Int?, workers: Int, backend: any Backend, lookahead: Int, clock: any Clock<Duration>,
    observer: @escaping @Sendable (ParallelProgress) -> Void
  ) {
    initialTotal = total
    self.backend = backend
    self.lookahead = lookahead
    self.observer = observer
    elapsed = clock.stopwatch()
    slots = (0..<workers).map { _ in Locked(Slot()) }
    taken = Atomic(lookahead == 0 ? total ?? 0 : 0)
  }

  /// `nil` for a worker that a backend has made up: its tasks count all the same.
  private func slot(_ worker: Int) -> Locked<Slot>? { slots.indices.contains(worker) ? slots[worker] : nil }

  /// Tells that nothing is done yet.
  func begin() { tellNews() }

  func took(inputs: Int) {
    if lookahead > 0 { taken.store(inputs, ordering: .relaxed) }
  }

  func runs(worker: Int, inProcess process: Int32) {
    let now = elapsed()
    slot(worker)?.withLock { slot in
      slot.process = process
      slot.since = now
    }
  }

  func began(_ tasks: Range<Int>, worker: Int) {
    let now = elapsed()
    slot(worker)?.withLock { slot in
      slot.tasks = tasks
      slot.since = now
      slot.started += tasks.count
    }
  }

  /// Takes note that a worker has done the next `count` of its tasks.
  func finished(_ count: Int, worker: Int) {
    let now = elapsed()
    slot(worker)?.withLock { slot in
      slot.completed += count
      slot.leave(count, at: now)
    }
    completed.wrappingAdd(count, ordering: .releasing)
    tellNews()
  }

  /// Takes note that the next task of a worker has failed; if its error is a result, the task counts as done later.
  func failed(worker: Int, isCollected: Bool) {
    let now = elapsed()
    slot(worker)?.withLock { slot in
      slot.failed += 1
      if !isCollected { slot.leave(1, at: now) }
    }
  }

  /// Takes note that a worker does no more of the tasks that it began.
  func ended(worker: Int) {
    let now = elapsed()
    slot(worker)?.withLock { slot in
      guard let rest = slot.tasks else { return }
      slot.started -= rest.count
      slot.tasks = nil
      slot.since = now
    }
  }

  /// Tells that the call has ended, unless it has told that all tasks are done.
  func end(succeeded: Bool) {
    if succeeded { finalTotal.store(completed.load(ordering: .acquiring), ordering: .relaxed) }
    isOver.store(true, ordering: .releasing)
    tellNews()
  }

  private func tellNews() {
    guard untold.wrappingAdd(1, ordering: .acquiringAndReleasing).oldValue == 0 else { return }
    var news = 1
    while news > 0 {
      tell()
      news = untold.wrappingSubtract(news, ordering: .acquiringAndReleasing).newValue
    }
  }

  private func tell() {
    let isOver = isOver.load(ordering: .acquiring)
    let completed = completed.load(ordering: .acquiring)
    let finalTotal = finalTotal.load(ordering: .relaxed)
    let total = initialTotal ?? (isOver && finalTotal >= 0 ? finalTotal : nil)
    let isFinal = isOver || completed == total
    guard completed > told.load(ordering: .relaxed) || isFinal && !hasToldFinal.load(ordering: .relaxed)
    else { return }
    told.store(completed, ordering: .relaxed)
    hasToldFinal.store(isFinal, ordering: .relaxed)
    observer(report(completed: completed, total: total, isFinal: isFinal))
  }

  private func report(completed: Int, total: Int?, isFinal: Bool) -> ParallelProgress {
    let now = elapsed()
    var (started, failed, pace) = (0, 0, TaskPace())
    var running: [TaskPace.Running] = []
    var workers: [WorkerState] = []
    workers.reserveCapacity(slots.count)
    for slot in slots {
      let slot = slot.withLock { $0 }
      started += slot.started
      failed += slot.failed
      pace.merge(slot.pace)
      if let tasks = slot.tasks {
        running.append(.init(tasks: tasks.count, age: max(.zero, now - slot.since)))
      }
      workers.append(
        WorkerState(
          tasks: slot.tasks, since: slot.since, completed: slot.completed, processIdentifier: slot.process))
    }
    return ParallelProgress(
      completed: completed, failed: failed, started: started, taken: taken.load(ordering: .relaxed),
      total: total, elapsed: now,
      estimate: total.flatMap { pace.remaining(left: $0 - completed, running: running, elapsed: now) },
      isFinal: isFinal, workers: workers, backend: backend, lookahead: lookahead)
  }
}
