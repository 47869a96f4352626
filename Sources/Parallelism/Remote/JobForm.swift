/// How jobs and results are written.
enum JobForm: UInt8 {
  /// By their own `Codable` conformance.
  case coded
  /// As they stand in memory: for types without references, between two processes of one build.
  case raw
}

extension WireWriter {
  /// Writes values as they stand in memory, each as far from the next as in an array.
  mutating func write<Value>(raw values: some Collection<Value>) {
    if values.withContiguousStorageIfAvailable({ write(raw: UnsafeRawBufferPointer($0)) }) == nil {
      write(raw: Array(values))
    }
  }
}

extension WireReader {
  /// Reads as many values as there is room for.
  mutating func read<Value>(raw place: UnsafeMutableBufferPointer<Value>) throws(WireError) {
    let bytes = try raw(place.count * MemoryLayout<Value>.stride)
    bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(place).copyMemory(from: $0) }
  }

  mutating func raw<Value>(count: Int) throws(WireError) -> [Value] {
    let (size, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Value>.stride)
    let bytes = try raw(overflow ? .max : size)
    // There is one storage for all arrays without elements, which this initialiser would write to.
    guard count > 0 else { return [] }
    return [Value](unsafeUninitializedCapacity: count) { place, initializedCount in
      bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(place).copyMemory(from: $0) }
      initializedCount = count
    }
  }
}
