internal import MemoryMapping
public import SystemPackage

extension NPZFile {
  /// Writes a sparse matrix so that SciPy's `load_npz` reads it, without compression.
  ///
  /// The file appears whole or not at all: one of that name is replaced in the last step.
  ///
  /// - Throws: `FileError` if the file cannot be written, ``ArrayFileError`` if it would have 4 GiB or more.
  public static func write<Element: MatrixElement>(_ matrix: SparseMatrix<Element>, to path: FilePath) throws
  {
    let fits = matrix.columnCount <= Int32.max && matrix.storedCount <= Int32.max
    func places(_ places: StoredPlaces) -> Contents {
      let numbers = (0..<places.count).map { places[$0] }
      return fits
        ? Contents(type: "<i4", shape: "\(places.count),", numbers: numbers.map { Int32($0).littleEndian })
        : Contents(type: "<i8", shape: "\(places.count),", numbers: numbers.map { Int64($0).littleEndian })
    }
    let values = Contents(
      type: NPYElementType(Element.precision).description, shape: "\(matrix.storedCount),",
      numbers: matrix.values.elements)
    let shape = Contents(
      type: "<i8", shape: "2,",
      numbers: [Int64(matrix.rowCount).littleEndian, Int64(matrix.columnCount).littleEndian])
    let layout = Contents(type: "|S3", shape: "", numbers: Array("csr".utf8))
    let arrays: KeyValuePairs = [
      "indices": places(matrix.columns), "indptr": places(matrix.starts), "format": layout, "shape": shape,
      "data": values,
    ]
    guard arrays.reduce(0, { $0 + $1.value.bytes.count + 256 }) < UInt32.max else {
      throw ArrayFileError(
        path: path, code: .unsupported,
        message:
          "a sparse matrix with \(matrix.storedCount) numbers is too large for this format; write it in parts"
      )
    }
    try withReplacement(ofFile: path) { file in
      var directory: [UInt8] = []
      var offset = 0
      for (name, contents) in arrays {
        var check = CyclicRedundancyCheck()
        contents.bytes.withUnsafeBytes { check.update($0) }
        let member = ZipMemberHeader(
          name: "\(name).npy", size: contents.bytes.count, checksum: check.value, offset: offset)
        try file.writeAll(member.local)
        try contents.bytes.withUnsafeBytes { _ = try file.writeAll($0) }
        directory += member.central
        offset += member.local.count + contents.bytes.count
      }
      try file.writeAll(directory)
      try file.writeAll(
        ZipMemberHeader.end(count: arrays.count, directorySize: directory.count, offset: offset))
    }
  }

  /// The bytes of an array as an `.npy` file has them.
  private struct Contents {
    var bytes: [UInt8]

    init<Number: BitwiseCopyable>(type: String, shape: String, numbers: [Number]) {
      let text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(shape)), }"
      // The data begins at a multiple of 64 bytes, as NumPy has it.
      let padding = String(repeating: " ", count: 63 - (10 + text.utf8.count) % 64)
      let header = Array((text + padding + "\n").utf8)
      bytes =
        [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.count & 0xFF), UInt8(header.count >> 8)] + header
      numbers.withUnsafeBytes { bytes += $0 }
    }
  }
}

/// What a zip archive says of a member that is stored as it is.
private struct ZipMemberHeader {
  let name: String
  let size: Int
  let checksum: UInt32
  let offset: Int

  var local: [UInt8] { little(0x0403_4B50, 4) + common + Array(name.utf8) }

  var central: [UInt8] {
    little(0x0201_4B50, 4) + little(20, 2) + common + little(0, 2 + 2 + 2 + 4) + little(offset, 4)
      + Array(name.utf8)
  }

  /// Version, flags, method, time and date (the first day that the format knows), checksum, sizes, lengths.
  private var common: [UInt8] {
    little(20, 2) + little(0, 2 + 2 + 2) + little(0x21, 2) + little(Int(checksum), 4) + little(size, 4)
      + little(size, 4) + little(name.utf8.count, 2) + little(0, 2)
  }

  static func end(count: Int, directorySize: Int, offset: Int) -> [UInt8] {
    little(0x0605_4B50, 4) + little(0, 4) + little(count, 2) + little(count, 2) + little(directorySize, 4)
      + little(offset, 4) + little(0, 2)
  }
}

/// The last bytes of a number, the least significant first.
private func little(_ number: Int, _ byteCount: Int) -> [UInt8] {
  (0..<byteCount).map { $0 < 8 ? UInt8(truncatingIfNeeded: number >> (8 * $0)) : 0 }
}
