internal import CPlatform
internal import MemoryMapping
internal import SystemPackage

/// Bytes that requests refer to without containing them: a ``Shared`` value or a large array.
///
/// They stay what they are for as long as there is such a value, but for what tasks share in order to write to it,
/// and which only those on the caller's machine can have. A backend whose workers are on the same machine gives them
/// ``path``:
///
/// ```swift
/// guard let (request, attachments) = batch.requestWithAttachments() else { continue }
/// let paths = Dictionary(uniqueKeysWithValues: attachments.map { ($0.id, $0.path) })
/// let reply = try await connection.send(request, paths)
/// ```
///
/// One whose workers are elsewhere carries the bytes to each host once, under a name that it makes of them, and tells
/// workers the name: a hash lets hosts keep what further calls, or other programs, will refer to.
public struct RemoteAttachment: Sendable, Identifiable {
  private let segment: SharedSegment

  init(_ segment: SharedSegment) {
    self.segment = segment
  }

  /// What requests call it: text that tells it from all others, in whatever process they were made.
  public var id: String { segment.identity.text }

  /// How many bytes it has, at least one.
  public var byteCount: Int { segment.bytes.count }

  /// A file that has the bytes, which processes of this machine can map if they may look at those of this process.
  ///
  /// It is there as long as this value is.
  public var path: String {
    "/proc/\(cplatform_process_id())/fd/\(segment.file?.descriptor.rawValue ?? -1)"
  }

  /// Calls a closure with the bytes.
  ///
  /// - Parameter body: The closure, which must not keep the pointer.
  /// - Returns: What the closure returns.
  /// - Throws: What the closure throws.
  public func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    // SAFETY: the segment lives as long as this value, which is in use.
    try body(UnsafeRawBufferPointer(segment.bytes))
  }
}

extension SegmentIdentity {
  /// 32 hexadecimal digits.
  var text: String {
    [high, low].map { number in
      let digits = String(number, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
