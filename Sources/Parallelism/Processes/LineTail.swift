/// The end of a text that comes in pieces.
struct LineTail {
  static let lineLimit = 100
  private static let byteLimit = 16_384

  private var bytes: [UInt8] = []

  mutating func append(_ piece: some Collection<UInt8>) {
    bytes += piece.suffix(Self.byteLimit)
    bytes.removeFirst(max(0, bytes.count - Self.byteLimit))
  }

  /// The last lines that are not empty.
  var lines: [String] {
    bytes.split(separator: UInt8(ascii: "\n")).suffix(Self.lineLimit).map {
      String(decoding: $0, as: UTF8.self)
    }
  }
}
