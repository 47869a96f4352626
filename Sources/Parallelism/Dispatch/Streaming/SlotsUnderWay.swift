/// Which slots the tasks have that a worker of a stream has taken to be done elsewhere.
struct SlotsUnderWay {
  /// Tasks that were taken together.
  private struct Portion {
    let first: Int
    /// Negative in the place of a task that is done.
    var slots: [Int]
    var missing: Int

    var tasks: Range<Int> { first..<first + slots.count }
  }

  /// Few at any time.
  private var portions: [Portion] = []

  /// Whether no task is under way.
  var isEmpty: Bool { portions.isEmpty }

  /// Adds tasks with consecutive numbers.
  ///
  /// - Returns: The tasks.
  mutating func add(_ slots: [Int], from first: Int) -> Range<Int> {
    let portion = Portion(first: first, slots: slots, missing: slots.count)
    portions.append(portion)
    return portion.tasks
  }

  /// The slots of tasks, or `nil` unless all of these are under way.
  func slots(of tasks: Range<Int>) -> [Int]? {
    var slots: [Int] = []
    slots.reserveCapacity(tasks.count)
    while slots.count < tasks.count {
      let next = tasks.lowerBound + slots.count
      guard let portion = portions.first(where: { $0.tasks.contains(next) }) else { return nil }
      let mine = portion.tasks.clamped(to: next..<tasks.upperBound)
      for slot in portion.slots[mine.lowerBound - portion.first..<mine.upperBound - portion.first] {
        guard slot >= 0 else { return nil }
        slots.append(slot)
      }
    }
    return slots
  }

  /// Takes out tasks that are done.
  ///
  /// - Returns: Their slots, or `nil` unless all of them were under way.
  mutating func take(_ tasks: Range<Int>) -> [Int]? {
    guard let slots = slots(of: tasks) else { return nil }
    for index in portions.indices {
      let mine = portions[index].tasks.clamped(to: tasks)
      for task in mine { portions[index].slots[task - portions[index].first] = -1 }
      portions[index].missing -= mine.count
    }
    portions.removeAll { $0.missing == 0 }
    return slots
  }
}
