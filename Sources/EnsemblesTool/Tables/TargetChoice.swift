import Foundation
import Modeling
import SystemPackage

/// Where the target is.
///
/// A word is the name of a column if there is one of that name, else the number of a column if it is a whole
/// number, else a file. A file that has the name of a column can be written with its folder, as in `./price.csv`.
enum TargetChoice: Equatable {
  /// The number of a column, counted from 0; a negative one is counted from the end, so that -1 is the last.
  case index(Int)
  case name(String)
  case file(FilePath)

  /// Decides what a word means.
  ///
  /// - Throws: `ToolError` if it is neither a column nor a file.
  init(_ word: String, among columns: TableColumns) throws {
    if let names = columns.names, names.contains(word) {
      self = .name(word)
    } else if let index = Int(word) {
      if let count = columns.count { _ = try Self.column(index, of: count, in: columns.path) }
      self = .index(index)
    } else if Self.isFile(word) {
      self = .file(FilePath(word))
    } else if let names = columns.names {
      throw ToolError(
        "the target “\(word)” is neither a column of “\(columns.path)” nor a file"
          + Spelling.hint(for: word, among: names))
    } else {
      throw ToolError(
        "the target “\(word)” is no file, and the columns of “\(columns.path)” have no names; "
          + "give the number of a column, counted from 0")
    }
  }

  /// Whether a word is meant as a file: it is there, or it looks like one.
  private static func isFile(_ word: String) -> Bool {
    let path = FilePath(word)
    return word.contains("/") || (try? TableFormat(of: path)) != nil
      || FileManager.default.fileExists(atPath: word)
  }

  /// The column of a number that may count from the end.
  fileprivate static func column(_ index: Int, of count: Int, in path: FilePath) throws -> Int {
    guard (-count..<count).contains(index) else {
      throw ToolError(
        "“\(path)” has no column \(index); it has \(count), numbered from 0 to \(count - 1), "
          + "or from -1 for the last")
    }
    return index < 0 ? index + count : index
  }
}

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

  /// Checks that all features are finite, and names a column that is not as the file does.
  ///
  /// The fit checks this too, but knows columns without names by their place among the features alone.
  func requireFiniteFeatures() throws {
    do {
      try dataset.features.requireFinite { table.label(of: columns[$0]) }
    } catch let error as ModelingError {
      throw ToolError("“\(table.path)”: \(error.message)")
    }
  }
}
