internal import MemoryMapping

/// What one process tells another about segments ahead of a message: the body of a frame.
///
/// The descriptors of what is new follow the frame, in the same order.
struct SegmentNotice: Equatable {
  struct Arrival: Equatable {
    var identity: SegmentIdentity
    var byteCount: Int
  }

  /// From which size on the receiver's values live in segments.
  var threshold: Int?
  /// What the sender has no more, and the receiver need not keep.
  var gone: [SegmentIdentity] = []
  var new: [Arrival] = []

  init(threshold: Int?, gone: [SegmentIdentity] = [], new: [Arrival] = []) {
    self.threshold = threshold
    self.gone = gone
    self.new = new
  }

  init(_ body: [UInt8]) throws(WireError) {
    var reader = WireReader(body)
    let threshold: UInt64 = try reader.fixed()
    self.threshold = Int(exactly: threshold)
    for _ in 0..<(try reader.count(ofSize: 16)) {
      gone.append(try Self.identity(from: &reader))
    }
    for _ in 0..<(try reader.count(ofSize: 24)) {
      let identity = try Self.identity(from: &reader)
      let size: UInt64 = try reader.fixed()
      guard let byteCount = Int(exactly: size), byteCount > 0 else {
        throw WireError("a segment claims to have \(size) bytes")
      }
      new.append(Arrival(identity: identity, byteCount: byteCount))
    }
    guard reader.isAtEnd else { throw WireError("a notice is longer than what it says") }
  }

  var body: [UInt8] {
    var writer = WireWriter()
    writer.write(fixed: threshold.map(UInt64.init) ?? .max)
    writer.write(count: gone.count)
    for identity in gone { Self.write(identity, to: &writer) }
    writer.write(count: new.count)
    for arrival in new {
      Self.write(arrival.identity, to: &writer)
      writer.write(fixed: UInt64(arrival.byteCount))
    }
    return writer.bytes
  }

  private static func write(_ identity: SegmentIdentity, to writer: inout WireWriter) {
    writer.write(fixed: identity.high)
    writer.write(fixed: identity.low)
  }

  private static func identity(from reader: inout WireReader) throws(WireError) -> SegmentIdentity {
    SegmentIdentity(high: try reader.fixed(), low: try reader.fixed())
  }
}
