/// A count of bytes, with its unit at the place where it is written.
///
/// ```swift
/// let size: ByteCount = .mebibytes(16)
/// ```
public struct ByteCount: Sendable, Hashable, Comparable {
  /// The count.
  public let bytes: Int

  /// So many bytes.
  public static func bytes(_ count: Int) -> ByteCount { ByteCount(bytes: count) }

  /// So many times 1,024 bytes.
  public static func kibibytes(_ count: Int) -> ByteCount { ByteCount(count, times: 1 << 10) }

  /// So many times 1,048,576 bytes.
  public static func mebibytes(_ count: Int) -> ByteCount { ByteCount(count, times: 1 << 20) }

  /// So many times 1,073,741,824 bytes.
  public static func gibibytes(_ count: Int) -> ByteCount { ByteCount(count, times: 1 << 30) }

  /// Orders by the count.
  public static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }

  private init(bytes: Int) {
    self.bytes = bytes
  }

  /// More than fit into an `Int` are as many as do.
  private init(_ count: Int, times unit: Int) {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: unit)
    self.bytes = overflow ? count.signum() * .max : bytes
  }
}
