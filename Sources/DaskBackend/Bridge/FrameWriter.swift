/// Makes a frame for the bridge, piece by piece.
struct FrameWriter {
  private(set) var bytes: [UInt8]

  /// - Parameters:
  ///   - kind: What the frame is.
  ///   - number: The number of a batch, where it is about one.
  init(_ kind: BridgeRequest.Kind, number: UInt32 = 0) {
    bytes = [UInt8](repeating: 0, count: 8)
    bytes.append(kind.rawValue)
    write(number)
  }

  mutating func write(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func write(_ text: String) {
    write(UInt32(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  mutating func write(contentsOf other: [UInt8]) {
    bytes.append(contentsOf: other)
  }

  /// The frame, with its size in front.
  consuming func finished() -> [UInt8] {
    let size = UInt64(bytes.count - BridgeReply.headerSize)
    withUnsafeBytes(of: size.littleEndian) { bytes.replaceSubrange(..<8, with: $0) }
    return bytes
  }
}
