import Arrays
import SystemPackage

/// What the header of an array file says, for people.
struct ArrayDescription {
  let text: String

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
}
