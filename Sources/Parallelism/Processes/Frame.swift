/// What parent and worker say to each other: a header of two words, kind and count of bytes, and these bytes.
struct Frame {
  enum Kind: UInt64 {
    /// Worker: here I am, of this version and build.
    case hello = 0x6f6c_6c65_6800_0001
    /// Parent: do these jobs.
    case jobs
    /// Worker: this came of them.
    case results
    /// Parent: these are the values of top-level variables.
    case variables
    /// Parent: exit.
    case leave
    /// Either: this memory is ours, and this is not any more. Descriptors follow.
    case memory
    /// Whoever else has started a worker: do these jobs, which refer to files.
    case attachedJobs
  }

  static let headerSize = 16

  /// Bytes that are taken on trust before any of them has come.
  static let trustedSize = 1 << 20

  var kind: Kind
  var body: [UInt8]

  /// The header of a frame.
  static func header(_ kind: Kind, bodySize: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: headerSize) { buffer, initializedCount in
      let words = UnsafeMutableRawBufferPointer(buffer)
      words.storeBytes(of: kind.rawValue.littleEndian, as: UInt64.self)
      words.storeBytes(of: UInt64(bodySize).littleEndian, toByteOffset: 8, as: UInt64.self)
      initializedCount = headerSize
    }
  }

  /// Kind and count of bytes of a header.
  static func parse(header: [UInt8]) throws(WireError) -> (kind: Kind, bodySize: Int) {
    let (rawKind, size) = try header.withUnsafeBufferPointer { header throws(WireError) in
      let bytes = WireBytes(UnsafeRawBufferPointer(header))
      return (
        try bytes.load(UInt64.self, at: 0, to: headerSize), try bytes.load(UInt64.self, at: 8, to: headerSize)
      )
    }
    guard let kind = Kind(rawValue: rawKind) else { throw WireError("no frame is of the kind \(rawKind)") }
    guard let size = Int(exactly: size) else { throw WireError("a frame claims to have \(size) bytes") }
    return (kind, size)
  }
}
