internal import CPlatform

/// A number whose arrays travel as their bytes.
protocol PackedElement: BitwiseCopyable {
  static var packedTag: WireTag { get }
}

extension Int8: PackedElement { static var packedTag: WireTag { .int8 } }
extension Int16: PackedElement { static var packedTag: WireTag { .int16 } }
extension Int32: PackedElement { static var packedTag: WireTag { .int32 } }
extension Int64: PackedElement { static var packedTag: WireTag { .int64 } }
extension Int: PackedElement { static var packedTag: WireTag { .int64 } }
extension UInt8: PackedElement { static var packedTag: WireTag { .uint8 } }
extension UInt16: PackedElement { static var packedTag: WireTag { .uint16 } }
extension UInt32: PackedElement { static var packedTag: WireTag { .uint32 } }
extension UInt64: PackedElement { static var packedTag: WireTag { .uint64 } }
extension UInt: PackedElement { static var packedTag: WireTag { .uint64 } }
extension Float: PackedElement { static var packedTag: WireTag { .float } }
extension Double: PackedElement { static var packedTag: WireTag { .double } }

#if _endian(big) || _pointerBitWidth(_32)
  #error("arrays of numbers travel as they stand in memory, and the rest as little-endian words of 64 bits")
#endif

/// From how many bytes on an array has memory of its own from the system, which gets it in large pieces.
///
/// Otherwise more than half of the time of a copy is spent on the interruptions by new pages. Where the allocator might
/// use the memory for other things later, these should not be made to take more than they need.
private let hugeArraySize = 64 << 20

/// An array that travels as the bytes of its elements.
protocol PackedArray {
  func write(to output: WireOutput)

  static var elementTag: WireTag { get }

  /// Takes an array whose elements are of the kind that they should be.
  init(packedAt offset: Int, in bytes: WireBytes) throws(WireError)
}

extension Array: PackedArray where Element: PackedElement {
  func write(to output: WireOutput) {
    if withUnsafeBytes({ output.write(apart: $0, count: count, of: Element.packedTag) }) { return }
    output.write(.packed)
    output.write(Element.packedTag)
    output.write(fixed: UInt64(count))
    withUnsafeBytes { output.write(raw: $0) }
  }

  static var elementTag: WireTag { Element.packedTag }

  init(packedAt offset: Int, in bytes: WireBytes) throws(WireError) {
    let packed = try bytes.packed(at: offset, to: bytes.count)
    let elements = try bytes.part(packed.values)
    // There is one storage for all arrays without elements, which this initialiser would write to.
    guard packed.count > 0 else {
      self = []
      return
    }
    self.init(unsafeUninitializedCapacity: packed.count) { buffer, initializedCount in
      let target = UnsafeMutableRawBufferPointer(buffer)
      if target.count >= hugeArraySize { cplatform_prefer_huge_pages(target.baseAddress, target.count) }
      target.copyMemory(from: elements)
      initializedCount = packed.count
    }
  }
}

/// The type as one of the arrays that travel as bytes, or `nil`.
///
/// Types are compared rather than cast: a cast to a conditional conformance costs more than to encode a small value.
func packedArrayType<Value>(_ type: Value.Type) -> (any PackedArray.Type)? {
  // Tells most other types apart from all of these at once.
  guard MemoryLayout<Value>.size == MemoryLayout<[Double]>.size, !_isPOD(type) else { return nil }
  if type == [Double].self { return [Double].self }
  if type == [UInt8].self { return [UInt8].self }
  if type == [Float].self { return [Float].self }
  if type == [Int].self { return [Int].self }
  if type == [Int8].self { return [Int8].self }
  if type == [Int16].self { return [Int16].self }
  if type == [Int32].self { return [Int32].self }
  if type == [Int64].self { return [Int64].self }
  if type == [UInt].self { return [UInt].self }
  if type == [UInt16].self { return [UInt16].self }
  if type == [UInt32].self { return [UInt32].self }
  if type == [UInt64].self { return [UInt64].self }
  return nil
}
