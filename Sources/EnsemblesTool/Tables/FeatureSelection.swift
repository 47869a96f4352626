import Arrays
import Ensembles
import SystemPackage

extension Table {
  /// Reads the table that a model shall predict for.
  ///
  /// Columns that the model does not know by name may hold anything.
  ///
  /// - Throws: As `init(contentsOf:header:contents:)`.
  init(contentsOf path: FilePath, header: CSVFile.Header, for model: EnsembleModel) throws {
    var contents: [Int: CSVFile.Contents] = [:]
    var categories = model.categories
    if let wanted = model.featureNames, let present = try TableColumns(of: path, header: header).names {
      for (column, name) in present.enumerated() where !wanted.contains(name) { contents[column] = .ignored }
      categories = [:]
      for (place, words) in model.categories {
        if let column = present.firstIndex(of: wanted[place]) { categories[column] = words }
      }
    }
    for column in categories.keys { contents[column] = .words }
    do {
      try self.init(
        contentsOf: path, header: header, contents: contents,
        missing: model.acceptsMissing ? .allowed : .refused)
    } catch let error as ArrayFileError where error.code == .notANumber {
      throw ToolError("\(error); the model was fitted to numbers there: write one")
    }
    unknownWord = words.lazy.compactMap { column, words in
      categories[column].flatMap { known in words.first { !known.contains($0) } }.map { (column, $0) }
    }.min { $0.0 < $1.0 }
    replaceWords(by: categories.filter { words[$0.key] != nil })
  }

  /// What may be behind a failure to predict: a word that the model was not fitted to.
  var unknownWordHint: String {
    guard let unknownWord else { return "" }
    return
      " (“\(unknownWord.word)” in the column “\(label(of: unknownWord.column))” is a word that the model was not "
      + "fitted to)"
  }

  /// The columns that a model predicts from, in its order: a view of the table.
  ///
  /// Where both the model and the file know names, these decide, and other columns are ignored. Otherwise the file
  /// must have exactly the model's columns.
  ///
  /// - Throws: `ToolError` naming what is missing.
  func features(for model: EnsembleModel) throws -> Features {
    guard let wanted = model.featureNames, let present = columnNames else {
      guard columnCount == model.featureCount else {
        throw ToolError(
          "“\(path)” has \(Self.counted(columnCount)), but the model was fitted to \(model.featureCount)")
      }
      return features
    }
    let places = Dictionary(uniqueKeysWithValues: present.enumerated().map { ($1, $0) })
    let missing = wanted.filter { places[$0] == nil }
    guard missing.isEmpty else {
      let names = missing.prefix(5).map { "“\($0)”" }.joined(separator: ", ")
      let more = missing.count > 5 ? " and \(missing.count - 5) more" : ""
      throw ToolError(
        "“\(path)” lacks \(missing.count == 1 ? "the column" : "columns") that the model was fitted to: "
          + names + more)
    }
    let columns = wanted.compactMap { places[$0] }
    return columns == Array(0..<columnCount) ? features : features.columns(columns)
  }

  private static func counted(_ columns: Int) -> String { columns == 1 ? "1 column" : "\(columns) columns" }
}
