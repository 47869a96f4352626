import Foundation
import MemoryMapping

/// Another process, as far as values can tell: what is encoded for it and decoded there crosses as a reference
/// wherever it can.
///
/// SAFETY: each test uses its own, on one thread.
final class Mailbox: SegmentOutbox, SegmentInbox, @unchecked Sendable {
  var access = SegmentAccess.readOnly
  private(set) var sent: [SharedSegment] = []
  /// Mappings of what was sent, other than those that the sender has.
  private var received: [SegmentIdentity: [SegmentAccess: SharedSegment]] = [:]

  init(access: SegmentAccess = .readOnly) {
    self.access = access
  }

  func enclose(_ segment: SharedSegment) {
    if !sent.contains(where: { $0.identity == segment.identity }) { sent.append(segment) }
  }

  func segment(_ identity: SegmentIdentity, for access: SegmentAccess) throws -> SharedSegment {
    if let known = received[identity]?[access] { return known }
    guard let segment = sent.first(where: { $0.identity == identity }), let file = segment.file else {
      throw SharedMemoryError(operation: "find shared memory", reason: "it was lost")
    }
    let mapping = try SharedSegment(
      receiving: file, identity: identity, byteCount: segment.bytes.count, access: access)
    if access != .copyOnWrite { received[identity, default: [:]][access] = mapping }
    return mapping
  }

  func encode(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.userInfo[.segmentOutbox] = self
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try encoder.encode(value)
  }

  func decode<Value: Decodable>(_ type: Value.Type = Value.self, from data: Data) throws -> Value {
    let decoder = JSONDecoder()
    decoder.userInfo[.segmentInbox] = self
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try decoder.decode(type, from: data)
  }

  func cross<Value: Codable>(_ value: Value) throws -> Value {
    try decode(from: encode(value))
  }
}

/// Calls a closure where matrices of more than a page live in segments.
func withSegments<Result>(
  above threshold: Int? = 4096, _ body: () throws -> Result
) throws -> Result {
  try SegmentPolicy.$current.withValue(SegmentPolicy(threshold: threshold), operation: body)
}
