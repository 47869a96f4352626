internal import MemoryMapping
import SystemPackage

/// The members of a zip archive, as far as `.npz` files use the format: stored or deflated, without encryption.
struct ZipArchive {
  /// What the directory of an archive says of a member, checked against the size of the file.
  struct Member {
    var name: String
    var isDeflated: Bool
    var checksum: UInt32
    var size: Int
    /// Where its bytes are in the file.
    var bytes: Range<Int>
  }

  let path: FilePath
  private(set) var members: [Member] = []
  private let file: MappedFile

  /// Reads the directory of an archive.
  ///
  /// - Throws: `FileError` if the file cannot be opened, `ArrayFileError` if it is no zip archive or is damaged.
  init(at path: FilePath) throws {
    file = try MappedFile(path)
    self.path = path
    try withExtendedLifetime(file) { try readDirectory(ZipBytes(bytes: file.bytes, path: path)) }
  }

  /// The bytes of a member, unpacked and compared with their checksum.
  ///
  /// - Throws: `ArrayFileError` if they are damaged.
  func contents(of member: Member) throws -> [UInt8] {
    func damaged(_ message: String) -> ArrayFileError {
      ArrayFileError(
        path: path, code: .malformed, place: .init(byteOffset: member.bytes.lowerBound),
        message: "“\(member.name)” cannot be read: \(message)")
    }
    let packed = UnsafeRawBufferPointer(rebasing: file.bytes[member.bytes])
    let contents: [UInt8]
    if member.isDeflated {
      do {
        contents = try [UInt8](unsafeUninitializedCapacity: member.size) { buffer, count in
          // There may be room for more than was asked for.
          let target = UnsafeMutableBufferPointer(rebasing: buffer[..<member.size])
          target.initialize(repeating: 0)
          try Inflation.inflate(packed, into: UnsafeMutableRawBufferPointer(target))
          count = member.size
        }
      } catch let failure as Inflation.Failure {
        throw damaged("the compressed data \(failure.clause)")
      }
    } else {
      contents = Array(packed)
    }
    var check = CyclicRedundancyCheck()
    contents.withUnsafeBytes { check.update($0) }
    guard check.value == member.checksum else {
      throw damaged("its checksum is another than the archive says")
    }
    return contents
  }

  // MARK: The directory

  private mutating func readDirectory(_ bytes: ZipBytes) throws {
    guard bytes.count >= 4, try bytes.number(UInt32.self, at: 0) == 0x0403_4B50 else {
      throw bytes.malformed("this is no zip archive, and so no .npz file")
    }
    let (count, start) = try directory(bytes)
    var offset = start
    for _ in 0..<count {
      guard try bytes.number(UInt32.self, at: offset) == 0x0201_4B50 else {
        throw bytes.malformed("the directory of the archive is damaged", at: offset)
      }
      let nameLength = try bytes.size(UInt16.self, at: offset + 28)
      let extraLength = try bytes.size(UInt16.self, at: offset + 30)
      let commentLength = try bytes.size(UInt16.self, at: offset + 32)
      members.append(try member(bytes, at: offset, nameLength: nameLength, extraLength: extraLength))
      offset += 46 + nameLength + extraLength + commentLength
    }
  }

  /// The number of members, and where the directory begins, from the end of the archive.
  private func directory(_ bytes: ZipBytes) throws -> (count: Int, start: Int) {
    // A comment of up to 65535 bytes may follow the record of 22 bytes.
    let candidates = stride(from: bytes.count - 22, through: max(0, bytes.count - 22 - 0xFFFF), by: -1)
    guard let end = try candidates.first(where: { try bytes.number(UInt32.self, at: $0) == 0x0605_4B50 })
    else {
      throw bytes.malformed(
        "the archive has no directory at its end; the file may be cut off", at: bytes.count)
    }
    let (count, start) = (
      try bytes.size(UInt16.self, at: end + 10), try bytes.size(UInt32.self, at: end + 16)
    )
    guard count == 0xFFFF || start == 0xFFFF_FFFF, end >= 20,
      try bytes.number(UInt32.self, at: end - 20) == 0x0706_4B50
    else { return (count, start) }
    let wide = try bytes.size(UInt64.self, at: end - 20 + 8)
    guard try bytes.number(UInt32.self, at: wide) == 0x0606_4B50 else {
      throw bytes.malformed("the directory of the archive is damaged", at: end - 20)
    }
    return (try bytes.size(UInt64.self, at: wide + 32), try bytes.size(UInt64.self, at: wide + 48))
  }

  private func member(_ bytes: ZipBytes, at offset: Int, nameLength: Int, extraLength: Int) throws -> Member {
    let name = String(decoding: try bytes.slice(at: offset + 46, count: nameLength), as: UTF8.self)
    func unsupported(_ message: String) -> ArrayFileError {
      ArrayFileError(
        path: path, code: .unsupported, place: .init(byteOffset: offset), message: "“\(name)” \(message)")
    }
    let flags = try bytes.number(UInt16.self, at: offset + 8)
    guard flags & 1 == 0 else { throw unsupported("is encrypted") }
    let method = try bytes.number(UInt16.self, at: offset + 10)
    guard method == 0 || method == 8 else {
      throw unsupported("is compressed by method \(method); stored and deflated members are read")
    }
    var packedSize = try bytes.size(UInt32.self, at: offset + 20)
    var size = try bytes.size(UInt32.self, at: offset + 24)
    var local = try bytes.size(UInt32.self, at: offset + 42)
    // Sizes beyond 32 bits are in an extra field, those alone that do not fit, in this order.
    var field = offset + 46 + nameLength
    let fieldsEnd = field + extraLength
    while field + 4 <= fieldsEnd {
      let length = try bytes.size(UInt16.self, at: field + 2)
      if try bytes.number(UInt16.self, at: field) == 1 {
        var place = field + 4
        func wide(_ number: Int) throws -> Int {
          guard number == 0xFFFF_FFFF else { return number }
          defer { place += 8 }
          return try bytes.size(UInt64.self, at: place)
        }
        size = try wide(size)
        packedSize = try wide(packedSize)
        local = try wide(local)
      }
      field += 4 + length
    }
    guard try bytes.number(UInt32.self, at: local) == 0x0403_4B50 else {
      throw bytes.malformed("“\(name)” is not where the directory says", at: local)
    }
    let start =
      local + 30 + (try bytes.size(UInt16.self, at: local + 26))
      + (try bytes.size(UInt16.self, at: local + 28))
    guard start <= bytes.count, packedSize <= bytes.count - start else {
      throw bytes.malformed("“\(name)” claims \(packedSize) bytes, more than follow", at: local)
    }
    // Deflate makes 258 bytes of 2 bits at best.
    let isPossible = method == 0 ? size == packedSize : size / 1032 <= packedSize
    guard isPossible else {
      throw bytes.malformed(
        "“\(name)” cannot have \(size) bytes, for \(packedSize) are stored of it", at: offset)
    }
    return Member(
      name: name, isDeflated: method == 8, checksum: try bytes.number(UInt32.self, at: offset + 16),
      size: size,
      bytes: start..<start + packedSize)
  }
}

/// The bytes of an archive, of which none is read beyond the end.
private struct ZipBytes {
  let bytes: UnsafeRawBufferPointer
  let path: FilePath

  var count: Int { bytes.count }

  func malformed(_ message: String, at offset: Int? = nil) -> ArrayFileError {
    ArrayFileError(
      path: path, code: .malformed, place: offset.map { ArrayFileError.Place(byteOffset: $0) },
      message: message)
  }

  func slice(at offset: Int, count: Int) throws -> UnsafeRawBufferPointer {
    guard offset >= 0, count >= 0, offset <= bytes.count, count <= bytes.count - offset else {
      throw malformed("the archive ends too early", at: bytes.count)
    }
    return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
  }

  func number<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type, at offset: Int) throws
    -> Number
  {
    Number(littleEndian: try slice(at: offset, count: MemoryLayout<Number>.size).loadUnaligned(as: type))
  }

  /// A number of bytes, which is below 2⁴⁸ so that sums of a few do not overflow.
  func size<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type, at offset: Int) throws -> Int {
    let number = try number(type, at: offset)
    guard UInt64(number) < 1 << 48 else {
      throw malformed("a size of \(number) bytes is impossible", at: offset)
    }
    return Int(number)
  }
}
