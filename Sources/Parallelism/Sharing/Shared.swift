internal import MemoryMapping

/// A value that many jobs have in common.
///
/// ```swift
/// struct Score: Job {
///   var row: Int
///   var table: Shared<Table>
///   func run() -> Double { table.value.score(row) }
/// }
///
/// let table = Shared(hugeTable)
/// let scores = try await Parallel(on: .processes).run(rows.map { Score(row: $0, table: table) })
/// ```
///
/// The value is encoded once, when a job that has it is first sent to another process, into memory that the workers
/// map; each of them decodes it once and keeps it until the last copy of the wrapper in this process is gone. Plain
/// arrays of numbers in it are copied as a whole on both ways; a large `Matrix` is not copied at all. On
/// backends that share the memory of the caller nothing is encoded: ``value`` is the value itself.
///
/// By an encoder that does not send to a process of this machine, such as one of JSON, it is encoded as the value.
public struct Shared<Value: Codable & Sendable>: Sendable {
  private let box: SharedBox<Value>

  /// Wraps a value.
  public init(_ value: Value) {
    box = SharedBox(value)
  }

  /// The value.
  public var value: Value { box.value }
}

extension Shared: Codable {
  private enum CodingKeys: String, CodingKey {
    case content, attachments
  }

  /// Encodes a reference to the encoded value, or the value.
  public func encode(to encoder: any Encoder) throws {
    guard let outbox = encoder.userInfo[.segmentOutbox] as? any SegmentOutbox else {
      var container = encoder.singleValueContainer()
      try container.encode(box.value)
      return
    }
    func reference(to segment: SharedSegment) -> SegmentReference {
      SegmentReference(
        to: UnsafeRawBufferPointer(segment.bytes), of: segment, access: .readOnly, through: outbox)
    }
    let form = try box.encoded()
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(reference(to: form.content), forKey: .content)
    try container.encode(form.attachments.map(reference), forKey: .attachments)
  }

  /// Decodes the value, unless this process has done so before.
  ///
  /// - Throws: `DecodingError` if the value cannot be decoded.
  public init(from decoder: any Decoder) throws {
    guard let link = decoder.userInfo[.segmentInbox] as? MemoryLink else {
      box = SharedBox(try decoder.singleValueContainer().decode(Value.self))
      return
    }
    let container = try decoder.container(keyedBy: CodingKeys.self)
    do {
      let (content, _) = try container.decode(SegmentReference.self, forKey: .content).resolve(from: link)
      if let known = SharedBoxes.box(of: content.identity) as? SharedBox<Value> {
        box = known
        return
      }
      let attachments = try container.decode([SegmentReference].self, forKey: .attachments)
        .map { try $0.resolve(from: link).segment }
      let depth = (decoder as? WireDecoder).map { $0.input.depth(of: $0.value) } ?? 0
      box = try SharedBox(.init(content: content, attachments: attachments), through: link, depth: depth)
      link.keep(box, for: content.identity)
    } catch let error as SharedMemoryError {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "\(error)"))
    }
  }
}
