/// Tasks that a worker of a stream has taken together.
struct WorkerBatch {
  let worker: Int
  /// Where their inputs are, and then their results.
  var slots: [Int] = []
  private(set) var first = 0
  private var done = 0
  private var start = ContinuousClock.now

  init(worker: Int) {
    self.worker = worker
  }

  /// Becomes empty.
  mutating func begin() {
    slots.removeAll(keepingCapacity: true)
    done = 0
  }

  /// Takes note of what a worker was told when it asked for tasks.
  ///
  /// - Returns: Whether there are any.
  mutating func take(_ claim: StreamStateMachine.Claim) -> Bool {
    guard case .run(let first) = claim else { return false }
    self.first = first
    start = .now
    return true
  }

  /// The slot of the next task, or `nil` after the last.
  var nextSlot: Int? { done < slots.count ? slots[done] : nil }

  var nextTask: Int { first + done }

  var tasks: Range<Int> { first..<first + slots.count }

  /// Takes note that the next task has left its result.
  mutating func endTask() {
    done += 1
  }

  var doneSlots: ArraySlice<Int> { slots[..<done] }

  /// How long the tasks have taken.
  var time: Duration { start.duration(to: .now) }
}
