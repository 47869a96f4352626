/// Reads what stands in a frame of the bridge, piece by piece.
struct FrameReader {
  /// The frame is not what it should be.
  struct Malformed: Error {}

  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) {
    rest = bytes
  }

  mutating func number<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) throws(Malformed)
    -> Number
  {
    let size = MemoryLayout<Number>.size
    guard rest.count >= size else { throw Malformed() }
    var number: Number = 0
    for (place, byte) in rest.prefix(size).enumerated() {
      number |= Number(truncatingIfNeeded: byte) << (8 * place)
    }
    rest = rest.dropFirst(size)
    return number
  }

  mutating func text() throws(Malformed) -> String {
    let count = Int(try number(UInt32.self))
    guard rest.count >= count else { throw Malformed() }
    defer { rest = rest.dropFirst(count) }
    return String(decoding: rest.prefix(count), as: UTF8.self)
  }

  /// All that is left.
  var remainder: [UInt8] { Array(rest) }
}
