internal import CWorkerStart

/// One call that has its tasks done in forked children.
final class ForkCall: Sendable {
  /// What a batch is to take, so that the way to the child and back does not matter.
  private static let aim = Duration.milliseconds(2)
  /// How many times longer the next child may be silent than the one before: the machine may be busy.
  private static let indulgence = 4

  /// How many children have to be stuck at a task until it is to blame.
  private static let attempts = 3

  /// Counts from the first call on.
  private static let memoryKills = Locked(Hardware.memoryKills)

  private struct State {
    var isStopped = false
    var forkCount = 0
    /// How many children were stuck at a task.
    var stuckChildren: [Int: Int] = [:]
    /// Those that live, to be killed if the call is to stop.
    var children: [ForkedChild] = []
  }

  private let tasks: RemoteTasks
  private let mathThreads: MathThreads
  private let backend: ForkBackend
  private let state = Locked(State())

  init(_ tasks: RemoteTasks, backend: ForkBackend) {
    _ = Self.memoryKills
    self.tasks = tasks
    mathThreads = MathThreads(tasks.innerThreads)
    self.backend = backend
  }

  /// Does all tasks.
  func run(workers: Int) async throws {
    tasks.whenStopped { [self] in
      let children = state.withLock { state in
        state.isStopped = true
        return state.children
      }
      for child in children { child.kill() }
    }
    // So that a child finds what it needs where it need not look for it.
    MathThreads().set()
    ForkedLife.rehearse { [tasks] in tasks.performInCopy($0, began: $1) }
    try await ThreadBackend().run(workers: workers) { [self] worker in try work(as: worker) }
  }

  /// Does batches in one child after the other until none is left.
  private func work(as worker: Int) throws {
    var child: ForkedChild?
    defer { if let child { bury(child) } }
    var patience = backend.patience
    while let batch = tasks.take(for: worker, lasting: Self.aim) {
      guard let current = try child ?? fork() else { return }
      child = current
      do {
        let reply = try current.exchange(batch.tasks, taskLimit: tasks.taskLimit, patience: patience)
        try batch.complete(with: reply)
      } catch let end as ForkedChild.End {
        child = nil
        let death = bury(current) { status in
          if case .stuck = end { status.wasStuck = true }
          if case .death = end, status.signal == Int(cworker_kill_signal) {
            status.wasOutOfMemory = Self.memoryKills.withLock { $0.haveHappened() }
          }
        }
        // What was killed for this reason is no failure of its task.
        if tasks.isStopped { return }
        switch end {
        case .death: batch.lost(running: current.currentTask, to: death)
        case .silence:
          patience *= Self.indulgence
          batch.lost(running: nil, to: death)
        case .stuck: batch.lost(running: blamed(in: batch, running: current.currentTask), to: death)
        case .excess(let task): batch.taskExceededLimit(task)
        }
      }
    }
  }

  /// A new child, or `nil` if nothing more shall start.
  private func fork() throws -> ForkedChild? {
    let number = state.withLock { state in
      defer { state.forkCount += 1 }
      return state.forkCount
    }
    backend.beforeFork(number)
    let child = try ForkedChild.start { life in
      mathThreads.set()
      backend.prologue(number)
      life.serve { tasks.performInCopy($0, began: $1) }
    }
    let isStopped = state.withLock { state in
      state.children.append(child)
      return state.isStopped
    }
    guard isStopped else { return child }
    bury(child)
    return nil
  }

  /// The place in a batch of the task that is to blame for a stuck child, if it is one.
  ///
  /// It may be chance: a lock that was held when the child was forked. So the task is tried again.
  private func blamed(in batch: RemoteBatch, running place: Int?) -> Int? {
    guard let place else { return nil }
    let count = state.withLock { state in
      state.stuckChildren[batch.tasks.lowerBound + place, default: 0] += 1
      return state.stuckChildren[batch.tasks.lowerBound + place, default: 0]
    }
    return count < Self.attempts ? nil : place
  }

  @discardableResult
  private func bury(
    _ child: ForkedChild, _ complete: (inout WorkerEnd.Status) -> Void = { _ in }
  ) -> WorkerDeath {
    state.withLock { $0.children.removeAll { $0 === child } }
    return child.reap(complete)
  }
}
