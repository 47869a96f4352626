/// The tasks that one worker has still to do: a range of indices in one machine word, lower bound in the low half.
///
/// A word, so that a range can be changed by one atomic operation. `Claims` holds one for each worker.
@usableFromInline
struct TaskRange: Hashable, RawRepresentable, Sendable {
  @usableFromInline let rawValue: UInt64

  /// How many tasks a range can count, less what its owner may count too far.
  static let capacity = Int(UInt32.max) - BatchSize.largest

  @inlinable
  init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  init(_ lower: UInt32, _ upper: UInt32) {
    self.init(rawValue: UInt64(lower) | UInt64(upper) << 32)
  }

  @inlinable var lowerBound: UInt32 { UInt32(truncatingIfNeeded: rawValue) }
  @inlinable var upperBound: UInt32 { UInt32(truncatingIfNeeded: rawValue >> 32) }

  /// The first so many tasks, or as many as are left.
  ///
  /// A range whose owner went on claiming after the last task has its lower bound above the upper one.
  @inlinable @inline(__always)
  func first(_ count: Int) -> Batch? {
    let lower = Int(lowerBound)
    let left = Int(upperBound) - lower
    guard left > 0 else { return nil }
    let taken = min(count, left)
    return Batch(start: lower, end: lower + taken, left: left - taken)
  }

  /// What the owner keeps when another worker takes the later half, and that half, which has one task at least.
  ///
  /// - Returns: `nil` if no task is left.
  func halved() -> (kept: TaskRange, taken: TaskRange)? {
    guard lowerBound < upperBound else { return nil }
    let middle = lowerBound + (upperBound - lowerBound) / 2
    return (TaskRange(lowerBound, middle), TaskRange(middle, upperBound))
  }

  /// The range from a later task on.
  func from(_ lower: Int) -> TaskRange { TaskRange(UInt32(lower), upperBound) }

  /// What one of the workers begins with, where all tasks are divided among them as evenly as can be.
  static func share(of worker: Int, in taskCount: Int, among workers: Int) -> TaskRange {
    let (share, rest) = taskCount.quotientAndRemainder(dividingBy: workers)
    let lower = worker * share + min(worker, rest)
    return TaskRange(UInt32(lower), UInt32(lower + share + (worker < rest ? 1 : 0)))
  }
}

/// Tasks that a worker has claimed at once, one of them at least.
@usableFromInline
struct Batch: Hashable, Sendable {
  @usableFromInline let start: Int
  @usableFromInline let end: Int

  /// How many tasks the worker had left after these.
  @usableFromInline let left: Int

  @inlinable
  init(start: Int, end: Int, left: Int) {
    self.start = start
    self.end = end
    self.left = left
  }

  @usableFromInline var tasks: Range<Int> { start..<end }
}
