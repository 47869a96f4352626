import SystemPackage

/// What the header of an `.npy` file says, checked for sense but not yet against the size of the file.
struct NPYHeader {
  var elementType: NPYElementType
  var isColumnMajor: Bool
  var shape: [Int]

  /// The byte after the header, where the numbers begin.
  var dataOffset: Int

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// More than this, and it is no plain array of numbers.
  private static let lengthLimit = 1 << 20

  /// Reads a header from the beginning of a file.
  init(parsing bytes: UnsafeRawBufferPointer, of path: FilePath) throws(ArrayFileError) {
    func malformed(_ message: String, at offset: Int? = nil) -> ArrayFileError {
      ArrayFileError(
        path: path, code: .malformed,
        place: offset.map { ArrayFileError.Place(byteOffset: $0) }, message: message)
    }
    guard !bytes.isEmpty else { throw malformed("the file is empty") }
    guard bytes.starts(with: Self.magic) else {
      if bytes.starts(with: Array("PK".utf8)) {
        throw malformed("this is a zip archive, perhaps an .npz file, and no .npy file")
      }
      throw malformed("this is no .npy file: it does not begin with the mark of one")
    }
    guard bytes.count >= 12 else { throw malformed("the file ends within its header", at: bytes.count) }
    let version = (bytes[6], bytes[7])
    guard (1...3).contains(version.0), version.1 == 0 else {
      throw ArrayFileError(
        path: path, code: .unsupported, place: .init(byteOffset: 6),
        message: "version \(version.0).\(version.1) of the .npy format is unknown; 1.0, 2.0 and 3.0 are read")
    }
    let start = version.0 == 1 ? 10 : 12
    let length =
      version.0 == 1
      ? Int(UInt16(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt16.self)))
      : Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self)))
    guard length <= bytes.count - start else {
      throw malformed(
        "the header claims \(length) bytes, but only \(bytes.count - start) follow", at: 8)
    }
    guard length <= Self.lengthLimit else {
      throw malformed("a header of \(length) bytes is too long for an array of numbers", at: 8)
    }
    let text = Array(bytes[start..<start + length])
    guard version.0 < 3 || String(validating: text, as: UTF8.self) != nil else {
      throw malformed("the header is not valid UTF-8", at: start)
    }
    do {
      try self.init(PythonLiteral(parsing: text), dataOffset: start + length)
    } catch let error as PythonLiteral.SyntaxError {
      throw malformed("the header cannot be read: \(error.message)", at: start + error.offset)
    } catch let error as NPYElementType.Unsupported {
      throw ArrayFileError(
        path: path, code: .unsupported,
        message: "the array holds \(error.name), not real numbers of 32 or 64 bits")
    } catch let error as Nonsense {
      throw malformed("the header makes no sense: \(error.message)", at: start)
    } catch {
      throw malformed("the header cannot be read: \(error)", at: start)
    }
  }

  /// A well-formed header that does not describe an array.
  private struct Nonsense: Error {
    var message: String
  }

  private init(_ literal: PythonLiteral, dataOffset: Int) throws {
    guard case .dictionary(let entries) = literal else { throw Nonsense(message: "it is no dictionary") }
    func entry(_ key: String) throws -> PythonLiteral {
      guard let value = entries[.string(key)] else { throw Nonsense(message: "“\(key)” is missing") }
      return value
    }
    let elementDescription = try entry("descr")
    guard case .boolean(let isColumnMajor) = try entry("fortran_order") else {
      throw Nonsense(message: "“fortran_order” is neither True nor False")
    }
    guard case .tuple(let extents) = try entry("shape") else {
      throw Nonsense(message: "“shape” is no tuple of integers")
    }
    guard entries.count == 3 else {
      throw Nonsense(message: "it has keys beside “descr”, “fortran_order” and “shape”")
    }
    shape = try extents.map { extent in
      guard case .integer(let number) = extent else {
        throw Nonsense(message: "“shape” is no tuple of integers")
      }
      guard number >= 0 else { throw Nonsense(message: "“shape” has the negative extent \(number)") }
      return number
    }
    elementType = try NPYElementType(describedBy: elementDescription)
    self.isColumnMajor = isColumnMajor
    self.dataOffset = dataOffset
  }
}

extension NPYHeader {
  /// The bytes of a version 1.0 header, the same that NumPy writes.
  ///
  /// A shape of one or two extents never needs the longer headers of version 2.0.
  static func encoded(elementType: NPYElementType, shape: [Int]) -> [UInt8] {
    let extents = shape.count == 1 ? "\(shape[0])," : shape.map(String.init).joined(separator: ", ")
    var text = "{'descr': '\(elementType)', 'fortran_order': False, 'shape': (\(extents)), }"
    // NumPy leaves room for the first extent to grow to 21 digits in place.
    text += String(repeating: " ", count: 21 - String(shape[0]).utf8.count)
    let prefixLength = magic.count + 4
    let unpadded = prefixLength + text.utf8.count + 1
    // Data aligned to 64 bytes can be mapped for any vector unit. A whole block of padding, where none is
    // needed, is NumPy's habit.
    text += String(repeating: " ", count: 64 - unpadded % 64) + "\n"
    let length = UInt16(text.utf8.count)
    return magic + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + Array(text.utf8)
  }
}
