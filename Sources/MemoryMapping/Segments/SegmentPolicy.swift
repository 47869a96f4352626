/// Which values live in segments, and what the processes that get them may do with them.
package struct SegmentPolicy: Hashable, Sendable {
  /// Those of the current task.
  @TaskLocal package static var current = SegmentPolicy()

  /// Values of more bytes than that live in segments; none do if it is `nil`.
  package var threshold: Int?

  /// How others see them.
  package var access: SegmentAccess

  /// By default, values of more than a mebibyte, which others may look at.
  package init(threshold: Int? = 1 << 20, access: SegmentAccess = .readOnly) {
    self.threshold = threshold
    self.access = access
  }

  /// What fits into a page costs less to copy than to look up.
  private static let leastThreshold = 4096

  /// Whether a value of so many bytes is to live in a segment.
  package static func wantsSegment(forBytes count: Int) -> Bool {
    // A task-local value takes longer to find than a small matrix takes to make.
    guard count > leastThreshold else { return false }
    return current.threshold.map { count > $0 } ?? false
  }
}
