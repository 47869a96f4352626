import Arrays
import SystemPackage

extension Fuzzer {
  /// Reads a file of a dense or a sparse matrix, as the first byte chooses, in both precisions.
  static func arrays(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: data, count: count)
    guard let choice = input.first else { return 0 }
    guard let file = FuzzedFolder.shared.write(Array(input.dropFirst()), to: "input") else { return -1 }
    if choice % 2 == 0 {
      readDense(file, as: Double.self)
      readDense(file, as: Float.self)
    } else {
      readSparse(file, as: Double.self)
      readSparse(file, as: Float.self)
    }
    return 0
  }

  private static func readDense<Element: MatrixElement>(_ file: FilePath, as type: Element.Type) {
    guard let matrix = try? NPYFile(at: file).matrix(as: type) else { return }
    precondition(matrix.elements.count == matrix.rowCount * matrix.columnCount, "every number can be read")
  }

  private static func readSparse<Element: MatrixElement>(_ file: FilePath, as type: Element.Type) {
    guard let matrix = try? NPZFile(at: file).sparseMatrix(as: type) else { return }
    precondition(matrix.rowCount >= 0 && matrix.columnCount >= 0, "a matrix has a shape")
    // A row of nothing may stand for many columns, so that not every matrix can be written out.
    guard matrix.columnCount < 1 << 16, matrix.rowCount < 1 << 10 else { return }
    let numbers = matrix.view.matrix(as: Double.self).elements
    precondition(numbers.count == matrix.rowCount * matrix.columnCount, "every number can be read")
  }
}
