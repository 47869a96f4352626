import Arrays
import SystemPackage

/// What an array file holds, for people.
struct ArrayDescription {
  let text: String

  /// What the header of a dense array says.
  init(of file: NPYFile) {
    let shape = file.shape.map(String.init).joined(separator: " × ")
    text = NamedLines.text([
      ("array", file.path.string),
      ("shape", shape),
      ("type", file.elementType.description),
      ("order", file.order == .rowMajor ? "row-major" : "column-major"),
      ("rows", String(file.rowCount)),
      ("columns", String(file.columnCount)),
    ])
  }

  /// What a sparse matrix holds.
  init(of file: NPZFile) throws {
    let matrix = try file.sparseMatrix(as: Double.self)
    text = NamedLines.text([
      ("sparse matrix", file.path.string),
      ("shape", "\(matrix.rowCount) × \(matrix.columnCount)"),
      ("stored", String(matrix.storedCount)),
    ])
  }
}
