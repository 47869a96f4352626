@testable import MemoryMapping
@testable import Parallelism

/// Bytes of a segment, as a matrix has its numbers there.
struct FuzzedView: Codable {
  private let segment: SharedSegment
  private let bytes: UnsafeRawBufferPointer

  private enum Keys: CodingKey { case segment }

  init(from decoder: any Decoder) throws {
    guard let inbox = decoder.userInfo[.segmentInbox] as? any SegmentInbox else { throw Misplaced() }
    let container = try decoder.container(keyedBy: Keys.self)
    (segment, bytes) = try container.decode(SegmentReference.self, forKey: .segment).resolve(from: inbox)
    // Touches every page, and writes where that is allowed.
    precondition(bytes.count <= segment.bytes.count)
    _ = bytes.reduce(0, ^)
    if segment.access != .readOnly { segment.bytes[segment.bytes.count - 1] ^= 1 }
  }

  func encode(to encoder: any Encoder) throws {
    guard let outbox = encoder.userInfo[.segmentOutbox] as? any SegmentOutbox else { throw Misplaced() }
    var container = encoder.container(keyedBy: Keys.self)
    let reference = SegmentReference(to: bytes, of: segment, access: outbox.access, through: outbox)
    try container.encode(reference, forKey: .segment)
  }

  /// It does not go to a process of this machine.
  struct Misplaced: Error {}
}

/// A value that shares others of its kind, and may claim to share itself.
struct FuzzedChain: Codable, Sendable {
  var next: Shared<FuzzedChain>?
  var numbers: [Float]
}

/// What values that refer to a segment look like on the way, for the inputs that fuzzers start from.
struct FuzzedReference: Codable {
  var high: UInt64 = 1
  var low: UInt64 = 2
  var offset = 0
  var byteCount: Int
  var access: UInt8

  init(byteCount: Int, access: SegmentAccess = .readOnly) {
    self.byteCount = byteCount
    self.access = access.rawValue
  }

  struct OfView: Codable {
    var segment: FuzzedReference
  }

  struct OfShared: Codable {
    var content: FuzzedReference
    var attachments: [FuzzedReference] = []
  }

  struct OfChain: Codable {
    var next: OfShared?
    var numbers: [Float] = []
  }
}
