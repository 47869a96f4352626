/// Which jobs of a call are still to be sent, and how many at once.
///
/// A batch is to take a few milliseconds: long enough that the way to the worker and back does not matter, short
/// enough that workers end at about the same time and that a slow job does not hold up many others.
struct JobQueue {
  /// What a batch is to take.
  static let aim = Duration.milliseconds(2)
  /// How many times the size of the last batch the next one may have: jobs may not all be as quick as the first.
  static let growth = 16

  private let count: Int
  private let workers: Int
  private var next = 0
  private var returned: [Range<Int>] = []
  private var size = 1

  init(count: Int, workers: Int) {
    self.count = count
    self.workers = workers
  }

  /// The next jobs to do, or `nil` if all have been given away.
  mutating func take() -> Range<Int>? {
    if let range = returned.popLast() {
      let taken = range.prefix(size)
      if taken.count < range.count { returned.append(taken.endIndex..<range.upperBound) }
      return taken.startIndex..<taken.endIndex
    }
    guard next < count else { return nil }
    // The end is divided finely, so that no worker is left with much while others are idle.
    let share = (count - next + 2 * workers - 1) / (2 * workers)
    let range = next..<next + max(1, min(size, share))
    next = range.upperBound
    return range
  }

  /// Takes jobs back that were not done.
  mutating func giveBack(_ range: Range<Int>) {
    if !range.isEmpty { returned.append(range) }
  }

  /// Takes note of how long a batch took.
  mutating func record(_ duration: Duration, for jobs: Int) {
    guard jobs > 0 else { return }
    let ideal = Self.aim / max(duration, .nanoseconds(1)) * Double(jobs)
    size = max(1, Int(min(ideal, Double(jobs * Self.growth))))
  }
}
