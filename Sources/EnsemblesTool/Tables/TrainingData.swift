import Modeling
import SystemPackage

/// A table divided into features and target.
struct TrainingData {
  let dataset: Dataset
  private let table: Table
  /// The columns of the table that are features.
  private let columns: [Int]

  /// Reads the table, and the target if it is in a file of its own.
  ///
  /// The features are a view of the table.
  ///
  /// - Throws: `ToolError` if the two do not fit together; `FileError` or `ArrayFileError` if a file cannot be
  ///   read.
  init(_ path: FilePath, target: TargetChoice, header: CSVFile.Header) throws {
    // The smaller file first: a mistake in it shows before the larger one is read.
    let separate: [Double]? =
      if case .file(let file) = target { try Self.target(in: file) } else { nil }
    let table = try Table(contentsOf: path, header: header)
    let targetColumn: Int? =
      switch target {
      case .file: nil
      case .name(let name): table.columnNames?.firstIndex(of: name)
      case .index(let index): try TargetChoice.column(index, of: table.columnCount, in: path)
      }
    let columns = (0..<table.columnCount).filter { $0 != targetColumn }
    guard !columns.isEmpty else {
      throw ToolError("“\(path)” has no column beside the target, and so nothing to learn from")
    }
    let values = separate ?? targetColumn.map { table.features.columns([$0]).matrix().elements } ?? []
    guard values.count == table.features.rowCount else {
      throw ToolError(
        "“\(path)” has \(table.features.rowCount) rows, but the target has \(values.count) values")
    }
    let names = table.columnNames
    dataset = try Dataset(
      features: targetColumn == nil ? table.features : table.features.columns(columns), target: values,
      featureNames: names.map { names in columns.map { names[$0] } })
    self.table = table
    self.columns = columns
  }

  private static func target(in path: FilePath) throws -> [Double] {
    let table = try Table(contentsOf: path)
    guard table.columnCount == 1 else {
      throw ToolError("the target in “\(path)” must have one column, but has \(table.columnCount)")
    }
    return table.features.matrix().elements
  }

  /// Checks that all features and the target are finite, and names file and column where they are not.
  ///
  /// The fit checks this too, but knows no file, and columns without names by their place among the features alone.
  func requireFinite() throws {
    do {
      try dataset.features.requireFinite { table.label(of: columns[$0]) }
      try dataset.requireFiniteTarget()
    } catch let error as ModelingError {
      throw ToolError("“\(table.path)”: \(error.message)")
    }
  }
}
