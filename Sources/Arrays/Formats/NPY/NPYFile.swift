internal import MemoryMapping
public import SystemPackage

/// An array of numbers in a file of NumPy's `.npy` format.
///
/// ```swift
/// let file = try NPYFile(at: "features.npy")
/// let features = try file.matrix(as: Double.self)
/// ```
///
/// Opening reads the header only. The numbers are then read and converted by ``matrix(as:)``, or used where
/// they are by ``mappedMatrix(as:)``. An array of one dimension becomes a matrix of one column.
///
/// Versions 1 to 3 of the format are read, with floating-point numbers of 32 and 64 bits, integers and
/// booleans, in both byte orders and in row-major or column-major order. Bytes after the array are ignored, as
/// NumPy does.
public struct NPYFile: Sendable {
  /// The order in which an array of two dimensions is stored.
  public enum Order: Hashable, Sendable {
    /// One row after the other, as in C.
    case rowMajor
    /// One column after the other, as in Fortran.
    case columnMajor
  }

  /// The file.
  public let path: FilePath

  /// One extent a dimension: one or two of them.
  public let shape: [Int]

  /// How one number is stored.
  public let elementType: NPYElementType

  /// The order of the numbers.
  public let order: Order

  /// Where the numbers begin, in bytes from the beginning of the file.
  public let dataOffset: Int

  /// The number of rows of a matrix with these numbers.
  public var rowCount: Int { shape[0] }

  /// The number of columns of a matrix with these numbers: one, if the array has one dimension.
  public var columnCount: Int { shape.count == 2 ? shape[1] : 1 }

  let file: MappedFile

  /// Reads the header of a file and checks it against the file's size.
  ///
  /// - Throws: `FileError` if the file cannot be opened, ``ArrayFileError`` if it is no `.npy` file, is
  ///   shorter than its header promises, or holds something that is no array of real numbers in one or two
  ///   dimensions.
  public init(at path: FilePath) throws {
    let file = try MappedFile(path)
    let header = try NPYHeader(parsing: file.bytes, of: path)
    self.path = path
    self.file = file
    shape = header.shape
    elementType = header.elementType
    order = header.isColumnMajor ? .columnMajor : .rowMajor
    dataOffset = header.dataOffset
    try checkShape()
  }

  private func checkShape() throws(ArrayFileError) {
    guard (1...2).contains(shape.count) else {
      throw ArrayFileError(
        path: path, code: .unsupported,
        message: shape.isEmpty
          ? "the array has no dimensions: it is a single number, not a table"
          : "the array has \(shape.count) dimensions; a table has one or two")
    }
    let count: Int
    do {
      count = try ClaimedShape(rowCount: rowCount, columnCount: columnCount)
        .elementCount(elementSize: elementType.byteCount)
    } catch {
      throw ArrayFileError(path: path, code: .malformed, message: "the shape \(shapeText) \(error.clause)")
    }
    let promised = count * elementType.byteCount
    let present = file.bytes.count - dataOffset
    guard promised <= present else {
      throw ArrayFileError(
        path: path, code: .malformed, place: .init(byteOffset: file.bytes.count),
        message: "the file ends too early: \(shapeText) numbers of type \(elementType) need "
          + "\(promised) bytes, but \(present) follow the header")
    }
  }

  private var shapeText: String { shape.map(String.init).joined(separator: "×") }

  /// Opens a matrix: mapped if that is possible, else read and converted.
  ///
  /// A file that is mapped must not become shorter while the matrix lives. Replacing it is safe.
  ///
  /// - Throws: As ``init(at:)`` and ``matrix(as:)`` do.
  public static func load<Element: MatrixElement>(
    _ type: Element.Type = Element.self, from path: FilePath
  ) throws -> Matrix<Element> {
    let file = try NPYFile(at: path)
    return file.obstacleToMapping(as: type) == nil ? try file.mappedMatrix() : try file.matrix()
  }
}
