/// A number whose arrays travel as their bytes.
protocol PackedElement: BitwiseCopyable {
  static var packedTag: WireTag { get }
}

extension UInt8: PackedElement { static var packedTag: WireTag { .fixed8 } }
extension Int32: PackedElement { static var packedTag: WireTag { .fixed32 } }
extension Int: PackedElement { static var packedTag: WireTag { .fixed64 } }
extension Float: PackedElement { static var packedTag: WireTag { .float } }
extension Double: PackedElement { static var packedTag: WireTag { .double } }

#if _endian(big)
  #error("arrays of numbers travel in the order of bytes of the machine, and the rest little-endian")
#endif

/// An array that travels as the bytes of its elements.
///
/// Types are compared rather than cast: a cast to a conditional conformance costs more than to encode a small value.
protocol PackedArray {
  func write(to writer: inout WireWriter)
  /// Takes the array behind the tag of a packed sequence, or `nil` if its elements are of another type.
  init?(packed reader: inout WireReader) throws(WireError)
}

extension Array: PackedArray where Element: PackedElement {
  func write(to writer: inout WireWriter) {
    writer.write(.packed)
    writer.write(Element.packedTag)
    writer.write(count: count)
    withUnsafeBytes { writer.write(raw: $0) }
  }

  init?(packed reader: inout WireReader) throws(WireError) {
    let element = try reader.packedElement()
    guard element.tag == Element.packedTag else { return nil }
    let count = try reader.count(ofSize: element.size)
    let range = try reader.skip(count * element.size)
    let bytes = reader.bytes
    self.init(unsafeUninitializedCapacity: count) { buffer, initializedCount in
      bytes[range].withUnsafeBytes { UnsafeMutableRawBufferPointer(buffer).copyMemory(from: $0) }
      initializedCount = count
    }
  }
}

/// The type as one of the arrays that travel as bytes, or `nil`.
func packedArrayType<Value>(_ type: Value.Type) -> (any PackedArray.Type)? {
  if type == [Double].self { return [Double].self }
  if type == [UInt8].self { return [UInt8].self }
  if type == [Float].self { return [Float].self }
  if type == [Int].self { return [Int].self }
  if type == [Int32].self { return [Int32].self }
  return nil
}
