/// The tasks that one worker has still to do: a range of indices in one machine word, lower bound in the low half.
///
/// A word, so that a range can be changed by one atomic operation. `Claims` holds one for each worker.
@usableFromInline
struct TaskRange: Hashable, RawRepresentable, Sendable {
  @usableFromInline let rawValue: UInt64

  /// How many tasks a range can count, less one that its owner may count too far.
  static let capacity = Int(UInt32.max) - 1

  @inlinable
  init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  init(_ lower: UInt32, _ upper: UInt32) {
    self.init(rawValue: UInt64(lower) | UInt64(upper) << 32)
  }

  @inlinable var lowerBound: UInt32 { UInt32(truncatingIfNeeded: rawValue) }
  @inlinable var upperBound: UInt32 { UInt32(truncatingIfNeeded: rawValue >> 32) }

  /// The first task, unless none is left.
  ///
  /// A range whose owner went on claiming after the last task has its lower bound above the upper one.
  @inlinable var first: Int? { lowerBound < upperBound ? Int(lowerBound) : nil }

  /// What the owner keeps when another worker takes the later half, and that half, which has one task at least.
  ///
  /// - Returns: `nil` if no task is left.
  func halved() -> (kept: TaskRange, taken: TaskRange)? {
    guard lowerBound < upperBound else { return nil }
    let middle = lowerBound + (upperBound - lowerBound) / 2
    return (TaskRange(lowerBound, middle), TaskRange(middle, upperBound))
  }

  /// The range without its first task.
  func dropFirst() -> TaskRange { TaskRange(lowerBound + 1, upperBound) }

  /// The ranges to begin with: all tasks divided among the workers as evenly as can be.
  static func dividing(_ taskCount: Int, among workers: Int) -> [TaskRange] {
    let (share, rest) = taskCount.quotientAndRemainder(dividingBy: workers)
    var lower = 0
    return (0..<workers).map { worker in
      let upper = lower + share + (worker < rest ? 1 : 0)
      defer { lower = upper }
      return TaskRange(UInt32(lower), UInt32(upper))
    }
  }
}
