public import SystemPackage

/// A sparse matrix in a file of NumPy's `.npz` format, as SciPy's `save_npz` writes it.
///
/// ```swift
/// let words = try NPZFile(at: "words.npz").sparseMatrix(as: Float.self)
/// try NPZFile.write(words, to: "copy.npz")
/// ```
///
/// Matrices of the layout `csr` are read, compressed or not, with numbers that an ``NPYFile`` may have.
public struct NPZFile: Sendable {
  /// The file.
  public let path: FilePath

  /// The names of the arrays, in the order of the file.
  public var arrayNames: [String] {
    archive.members.map { $0.name.hasSuffix(".npy") ? String($0.name.dropLast(4)) : $0.name }
  }

  private let archive: ZipArchive

  /// Reads the directory of a file.
  ///
  /// - Throws: `FileError` if the file cannot be opened, ``ArrayFileError`` if it is no zip archive, is damaged, or has
  ///   members that are compressed by other methods than deflate.
  public init(at path: FilePath) throws {
    self.path = path
    archive = try ZipArchive(at: path)
  }

  /// Reads a sparse matrix, its numbers converted to a precision.
  ///
  /// Columns of a row need not ascend. Numbers of one place are added up, as SciPy does.
  ///
  /// - Throws: ``ArrayFileError`` naming the array, and the place in it where there is one, if the file holds no sparse
  ///   matrix, one of another layout than `csr`, or one whose arrays do not fit together.
  /// - Complexity: O(*n*) in the size of the file.
  public func sparseMatrix<Element: MatrixElement>(
    as type: Element.Type = Element.self
  ) throws -> SparseMatrix<Element> {
    let layout = try array("format").text()
    guard layout == "csr" else {
      throw ArrayFileError(
        path: path, code: .unsupported,
        message: "the sparse matrix has the layout “\(layout)”; save it as “csr” (in Python: matrix.tocsr())")
    }
    let shape = try array("shape").integers()
    guard shape.count == 2, shape[0] >= 0, (0...SparseMatrix<Element>.columnLimit).contains(shape[1]) else {
      throw malformed("the shape \(shape) is none of a sparse matrix")
    }
    let rowStarts = try array("indptr").integers()
    let columns = try array("indices").integers()
    let values = try array("data").numbers(as: type)
    do {
      return try SparseMatrix(
        rowCount: shape[0], columnCount: shape[1], rowStarts: rowStarts, columns: columns, values: values)
    } catch let error as SparseMatrixError {
      throw malformed(error.message)
    }
  }

  private func malformed(_ message: String) -> ArrayFileError {
    ArrayFileError(path: path, code: .malformed, message: message)
  }

  private func array(_ name: String) throws -> NPZArray {
    guard let member = archive.members.first(where: { $0.name == "\(name).npy" }) else {
      throw ArrayFileError(
        path: path, code: .unsupported,
        message: "the file has no array “\(name)” and so holds no sparse matrix; it has "
          + arrayNames.map { "“\($0)”" }.joined(separator: ", "))
    }
    return NPZArray(path: path, name: name, bytes: try archive.contents(of: member))
  }
}
