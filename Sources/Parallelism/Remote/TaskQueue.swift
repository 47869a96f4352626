/// Which tasks of a call are still to be sent, and how many at once.
///
/// A batch is to take a certain time: long enough that the way to the worker and back does not matter, short enough
/// that workers end at about the same time and that a slow task does not hold up many others.
struct TaskQueue {
  /// Into how many parts a batch that takes as long as it should may be divided at the end of a call.
  ///
  /// Smaller ones would take no longer than the way to the worker and back.
  static let division = 8

  /// How many times the size of the last batch the next one may have: tasks may not all be as quick as the first.
  static let growth = 16

  private let count: Int
  private let workers: Int
  private let batching: Batching
  private var next = 0
  private var returned: [Range<Int>] = []
  /// The last batch that was answered.
  private var last: (tasks: Int, duration: Duration)?

  init(count: Int, workers: Int, batching: Batching) {
    self.count = count
    self.workers = workers
    self.batching = batching
  }

  /// Takes the next tasks to do.
  ///
  /// - Parameters:
  ///   - aim: What a batch is to take, where nobody has set a size.
  ///   - more: Gets tasks that come besides those of the count, no more than it is asked for.
  /// - Returns: One task at least, or `nil` if all have been given away.
  mutating func take(
    lasting aim: Duration, orElse more: (_ limit: Int) -> Range<Int>? = { _ in nil }
  ) -> Range<Int>? {
    let size = size(lasting: aim)
    if let range = returned.popLast() {
      let taken = range.prefix(size)
      if taken.count < range.count { returned.append(taken.endIndex..<range.upperBound) }
      return taken.startIndex..<taken.endIndex
    }
    guard next < count else { return more(size) }
    var length = min(size, count - next)
    if batching == .automatic {
      // The end is divided finely, so that no worker is left with much while others are idle.
      let share = (count - next + 2 * workers - 1) / (2 * workers)
      length = min(length, max(self.size(lasting: aim / Self.division), share))
    }
    defer { next += length }
    return next..<next + length
  }

  /// Takes tasks back that were not done.
  mutating func giveBack(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    if let previous = returned.last, previous.upperBound == range.lowerBound {
      returned[returned.count - 1] = previous.lowerBound..<range.upperBound
    } else {
      returned.append(range)
    }
  }

  /// Takes note of how long a batch took.
  mutating func record(_ duration: Duration, for tasks: Int) {
    if tasks > 0 { last = (tasks, duration) }
  }

  private func size(lasting aim: Duration) -> Int {
    if case .size(let tasks) = batching.request { return tasks }
    guard let last else { return 1 }
    let ideal = aim / max(last.duration, .nanoseconds(1)) * Double(last.tasks)
    return max(1, Int(min(ideal, Double(last.tasks * Self.growth))))
  }
}
