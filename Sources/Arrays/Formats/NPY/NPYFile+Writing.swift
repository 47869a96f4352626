internal import MemoryMapping
public import SystemPackage

extension NPYFile {
  /// Writes a matrix, byte for byte as NumPy would.
  ///
  /// The file appears whole or not at all: one of that name is replaced in the last step.
  ///
  /// - Throws: `FileError` if the file cannot be written.
  public static func write<Element: MatrixElement>(_ matrix: Matrix<Element>, to path: FilePath) throws {
    try write(matrix.view, to: path)
  }

  /// Writes the visible numbers of a view as an array of two dimensions, a block of rows at a time.
  ///
  /// The file appears whole or not at all: one of that name is replaced in the last step.
  ///
  /// - Throws: `FileError` if the file cannot be written.
  public static func write<Element: MatrixElement>(_ view: MatrixView<Element>, to path: FilePath) throws {
    let header = NPYHeader.encoded(
      elementType: NPYElementType(Element.precision), shape: [view.rowCount, view.columnCount])
    try withReplacement(ofFile: path) { file in
      try file.writeAll(header)
      // About 1 MiB a call, and at least one row.
      let rowSize = max(1, view.columnCount * MemoryLayout<Element>.stride)
      try view.forEachRowBlock(of: max(1, (1 << 20) / rowSize), as: Element.self) { block in
        if block.rowStride == block.columnCount {
          let numbers = UnsafeBufferPointer(start: block.base, count: block.rowCount * block.columnCount)
          try file.writeAll(UnsafeRawBufferPointer(numbers))
          return
        }
        try withUnsafeTemporaryAllocation(
          byteCount: block.rowCount * rowSize, alignment: MemoryLayout<Element>.alignment
        ) { packed in
          for row in 0..<block.rowCount {
            UnsafeMutableRawBufferPointer(rebasing: packed[(row * rowSize)...])
              .copyMemory(from: UnsafeRawBufferPointer(block.row(row)))
          }
          try file.writeAll(UnsafeRawBufferPointer(packed))
        }
      }
    }
  }

  /// Writes numbers as an array of one dimension.
  ///
  /// The file appears whole or not at all: one of that name is replaced in the last step.
  ///
  /// - Throws: `FileError` if the file cannot be written.
  public static func write<Element: MatrixElement>(vector: [Element], to path: FilePath) throws {
    let header = NPYHeader.encoded(
      elementType: NPYElementType(Element.precision), shape: [vector.count])
    try withReplacement(ofFile: path) { file in
      try file.writeAll(header)
      try vector.withUnsafeBytes { _ = try file.writeAll($0) }
    }
  }
}
