import SystemPackage

/// An array of one dimension within an `.npz` file.
struct NPZArray {
  let path: FilePath
  let name: String
  let bytes: [UInt8]

  /// The numbers, of which each must have an exact counterpart.
  func integers() throws -> [Int] {
    try convert { (number: Double) in
      Int(exactly: number)
    } integer: {
      Int(exactly: $0)
    }
  }

  /// The numbers in a precision: rounded, but integers must have an exact counterpart.
  func numbers<Element: MatrixElement>(as type: Element.Type) throws -> [Element] {
    try convert { (number: Double) in
      let rounded = Element(number)
      return rounded.isFinite || !number.isFinite ? rounded : nil
    } integer: {
      Element(exactly: $0)
    }
  }

  /// The text of an array that holds one string.
  func text() throws -> String {
    // The header of such an array is refused where numbers are read; the text follows it, of 1 or 4 bytes a letter.
    guard bytes.count >= 10, bytes.starts(with: [0x93] + Array("NUMPY".utf8)), bytes[6] == 1,
      case let start = 10 + Int(bytes[8]) + Int(bytes[9]) << 8, start <= bytes.count
    else { throw error(.malformed, "is no array of text") }
    return String(decoding: bytes[start...].prefix(64).filter { $0 != 0 }, as: UTF8.self)
  }

  private func convert<Value>(
    _ number: (Double) -> Value?, integer: (Int128) -> Value?
  ) throws -> [Value] {
    try bytes.withUnsafeBytes { bytes in
      let header: NPYHeader
      do throws(ArrayFileError) {
        header = try NPYHeader(parsing: bytes, of: path)
      } catch {
        throw self.error(error.code, "cannot be read: \(error.message)")
      }
      guard header.shape.count == 1 else {
        throw error(.unsupported, "has \(header.shape.count) dimensions, not one")
      }
      let (count, size) = (header.shape[0], header.elementType.byteCount)
      guard count <= (bytes.count - header.dataOffset) / size else {
        throw error(.malformed, "ends too early: \(count) numbers of \(size) bytes do not fit")
      }
      let type = header.elementType
      let isSwapped = type.isBigEndian != NPYElementType(.double).isBigEndian
      func values<Stored: FixedWidthInteger & BitwiseCopyable>(
        _ stored: Stored.Type, _ convert: (Stored) -> Value?
      ) throws -> [Value] {
        try (0..<count).map { index in
          let bits = bytes.loadUnaligned(fromByteOffset: header.dataOffset + index * size, as: stored)
          guard let value = convert(isSwapped ? bits.byteSwapped : bits) else {
            throw error(.notRepresentable, "holds a number at [\(index)] that has no counterpart")
          }
          return value
        }
      }
      return switch (type.kind, size) {
      case (.floatingPoint, 4): try values(UInt32.self) { number(Double(Float(bitPattern: $0))) }
      case (.floatingPoint, _): try values(UInt64.self) { number(Double(bitPattern: $0)) }
      case (.signedInteger, 1): try values(Int8.self) { integer(Int128($0)) }
      case (.signedInteger, 2): try values(Int16.self) { integer(Int128($0)) }
      case (.signedInteger, 4): try values(Int32.self) { integer(Int128($0)) }
      case (.signedInteger, _): try values(Int64.self) { integer(Int128($0)) }
      case (.unsignedInteger, 1): try values(UInt8.self) { integer(Int128($0)) }
      case (.unsignedInteger, 2): try values(UInt16.self) { integer(Int128($0)) }
      case (.unsignedInteger, 4): try values(UInt32.self) { integer(Int128($0)) }
      case (.unsignedInteger, _): try values(UInt64.self) { integer(Int128($0)) }
      case (.boolean, _): try values(UInt8.self) { integer($0 == 0 ? 0 : 1) }
      }
    }
  }

  private func error(_ code: ArrayFileError.Code, _ message: String) -> ArrayFileError {
    ArrayFileError(path: path, code: code, message: "the array “\(name)” \(message)")
  }
}
