internal import MemoryMapping
internal import SystemPackage

/// A file with one value, which is read as it was written or not at all.
///
/// It begins with a word that names the format, then the digest of the rest. Numbers keep every bit.
enum SealedFile {
  /// The last byte changes with the form of the file.
  private static let opening = Array("ENSUNIT1".utf8)

  /// Writes a file, which appears whole or not at all.
  ///
  /// It is not brought to the disk: after a power cut readers may find it damaged.
  ///
  /// - Throws: `FileError` if it cannot be written, and what the value throws.
  static func write(_ value: some Encodable, to path: FilePath) throws {
    let bytes = sealed(try WireFile.bytes(of: value))
    try withReplacement(ofFile: path, .renewable) { _ = try $0.writeAll(bytes) }
  }

  /// The bytes of a file with some contents.
  static func sealed(_ payload: [UInt8]) -> [UInt8] {
    let digest = payload.withUnsafeBytes { Digest(of: $0) }
    return opening + Array(digest.description.utf8) + payload
  }

  /// Reads a file, of which nothing is believed before its digest was found to be right.
  ///
  /// - Throws: `FileError` if it cannot be read, is damaged, or holds another value than it should.
  static func value<Value: Decodable>(_ type: Value.Type, from path: FilePath) throws -> Value {
    func unreadable(_ reason: String) -> FileError {
      FileError(path: path, operation: "read", reason: reason)
    }
    let file = try MappedFile(path)
    return try withExtendedLifetime(file) {
      let bytes = file.bytes
      guard bytes.count >= opening.count, bytes.prefix(opening.count).elementsEqual(opening) else {
        throw unreadable("it is damaged, or of another format")
      }
      let start = opening.count + Digest.textLength
      guard bytes.count >= start else { throw unreadable("it ends too early") }
      let payload = UnsafeRawBufferPointer(rebasing: bytes[start...])
      guard bytes[opening.count..<start].elementsEqual(Digest(of: payload).description.utf8) else {
        throw unreadable("it is damaged: its digest is another")
      }
      do {
        return try WireFile.value(type, from: Array(payload))
      } catch {
        throw unreadable("it holds something else than it should (\(error))")
      }
    }
  }
}

extension Digest {
  /// The digest of bytes.
  fileprivate init(of bytes: UnsafeRawBufferPointer) {
    self.init()
    mix(bytes.count)
    let whole = bytes.count - bytes.count % 8
    for offset in stride(from: 0, to: whole, by: 8) {
      mix(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
    }
    for byte in bytes[whole...] { mix(UInt64(byte)) }
  }
}
