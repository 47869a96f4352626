internal import MemoryMapping

extension NPYFile {
  /// A matrix whose numbers stay in the file.
  ///
  /// No number is read before it is used: the system loads pages on first touch, and drops them again when
  /// memory is short. The file must not become shorter while the matrix lives; replacing it is safe. A
  /// matrix that is written to copies its numbers first and leaves the file alone. A job in another process
  /// maps the file too.
  ///
  /// - Throws: ``ArrayFileError`` with the code ``ArrayFileError/Code/notMappable`` unless the numbers have
  ///   the precision asked for, are row-major, in this machine's byte order and aligned.
  /// - Complexity: O(1).
  public func mappedMatrix<Element: MatrixElement>(
    as type: Element.Type = Element.self
  ) throws -> Matrix<Element> {
    if let obstacle = obstacleToMapping(as: type) {
      throw ArrayFileError(
        path: path, code: .notMappable,
        message: "the array cannot be mapped as \(Element.precision.rawValue): \(obstacle); read it instead")
    }
    // A file with a header is not empty; a mapping without a segment would have no numbers.
    let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[dataOffset...])
    let storage =
      file.segment.map { MatrixStorage<Element>(in: $0, bytes: bytes, count: rowCount * columnCount) }
      ?? MatrixStorage(uninitializedCount: 0)
    return Matrix(rowCount: rowCount, columnCount: columnCount, storage: storage)
  }

  /// Why a mapping is impossible, as a clause, or nothing.
  func obstacleToMapping<Element: MatrixElement>(as type: Element.Type) -> String? {
    guard elementType == NPYElementType(Element.precision) else {
      return "its numbers are of type \(elementType)"
    }
    guard isStoredRowByRow else { return "it is stored column by column" }
    guard dataOffset % MemoryLayout<Element>.alignment == 0 else {
      return "its numbers begin at byte \(dataOffset), which is not aligned"
    }
    return nil
  }

  /// Whether the numbers lie as in a matrix: with one row or column at most, both orders are the same.
  var isStoredRowByRow: Bool { order == .rowMajor || rowCount <= 1 || columnCount <= 1 }
}
