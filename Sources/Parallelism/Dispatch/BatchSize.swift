/// How many tasks a worker takes at a time.
///
/// To claim tasks costs nanoseconds, and what a worker has claimed nobody can take from it. So the automatic size
/// aims at batches that are just long enough for claiming not to count.
@usableFromInline
struct BatchSize: Sendable, Hashable {
  /// How long an automatic batch is meant to take, in nanoseconds: some hundred times as long as claiming it.
  static let aim: UInt64 = 20_000

  /// How many tasks an automatic batch has at most: quick tasks may be followed by slow ones.
  @usableFromInline static let largestAutomatic = 256

  /// How many tasks anybody can claim at once.
  static let largest = 1 << 20

  /// Whether the size depends on how long tasks take.
  @usableFromInline let isAutomatic: Bool

  @usableFromInline private(set) var tasks: Int

  /// The size to begin with.
  init(_ batching: Batching) {
    switch batching.request {
    case .automatic:
      isAutomatic = true
      tasks = 1
    case .size(let size):
      isAutomatic = false
      tasks = min(size, Self.largest)
    }
  }

  /// How many tasks to claim of so many that a worker has left.
  ///
  /// An automatic batch leaves most of them, so that there is something to take for others which run out of work.
  @inlinable
  func tasks(of left: Int) -> Int {
    isAutomatic ? max(1, min(tasks, left >> 3)) : tasks
  }

  /// Whether it makes a difference how long tasks take, if a worker has so many left.
  @inlinable
  func isOpen(with left: Int) -> Bool { isAutomatic && left >= 16 }

  /// Goes by how long a batch has taken.
  ///
  /// The size doubles at most, and falls at once.
  mutating func adapt(to batch: Int, took nanoseconds: UInt64) {
    let affordable = Self.aim * UInt64(batch) / max(1, nanoseconds)
    tasks = max(1, min(tasks * 2, Self.largestAutomatic, Int(affordable)))
  }
}
