import Modeling
import SystemPackage

/// A table divided into features, target, weights and groups.
struct TrainingData {
  let dataset: Dataset
  private let table: Table
  /// The columns of the table that are features.
  private let columns: [Int]

  /// Reads the table, and what is in files of its own.
  ///
  /// The features are a view of the table.
  ///
  /// - Throws: `ToolError` if these do not fit together; `FileError` or `ArrayFileError` if a file cannot be read.
  init(_ plan: DataPlan) throws {
    // The smaller files first: a mistake in one shows before the larger one is read.
    var separate: [ColumnRole: Table] = [:]
    for role in ColumnRole.allCases {
      if case .file(let file) = plan.choice(for: role) { separate[role] = try Self.table(file, role, plan) }
    }
    var table = try Self.table(plan)
    let columns = (0..<table.columnCount).filter { !plan.takenColumns.contains($0) }
    guard !columns.isEmpty else {
      throw ToolError("“\(plan.path)” has no column beside the target, and so nothing to learn from")
    }
    func parts(_ role: ColumnRole) throws -> [TableColumn] {
      switch plan.choice(for: role) {
      case nil: []
      case .columns(let columns): columns.map(table.column)
      case .file: try Self.columns(of: separate[role], role, plan, rowCount: table.features.rowCount)
      }
    }
    let words = table.words.filter { columns.contains($0.key) }.mapValues { [String](ordering: Set($0)) }
    table.replaceWords(by: words)
    let names = table.columnNames.map { names in columns.map { names[$0] } }
    let features = columns.count == table.columnCount ? table.features : table.features.columns(columns)
    var dataset = try Self.dataset(features, try parts(.target), names, hasLabels: plan.hasLabels)
    let categories = columns.enumerated().compactMap { place, column in words[column].map { (place, $0) } }
    dataset = try dataset.categorized(by: Dictionary(uniqueKeysWithValues: categories))
    if let weights = try parts(.weights).first {
      do {
        dataset = try dataset.weighted(by: weights.numbers)
      } catch let error as ModelingError {
        throw ToolError("the weights do not suit: \(error.message)")
      }
    }
    if let groups = try parts(.groups).first {
      dataset = try dataset.grouped(by: groups.texts)
    }
    self.dataset = dataset
    self.table = table
    self.columns = columns
  }

  /// Reads the data, and tells of a way out where a feature is a word.
  private static func table(_ plan: DataPlan) throws -> Table {
    do {
      return try Table(
        contentsOf: plan.path, header: plan.header, contents: plan.contents, missing: plan.missing)
    } catch let error as ArrayFileError where error.code == .notANumber {
      guard let place = error.place, let column = place.column, !plan.takenColumns.contains(column - 1) else {
        throw error
      }
      let name = place.columnName ?? String(column - 1)
      throw ToolError(
        plan.acceptsCategories
          ? "\(error), which the cells above are; write one, or leave the column out with “--ignore \(name)”"
          : "\(error); learners take numbers alone: write one, put the step “one-hot” before them, or leave the column out "
            + "with “--ignore \(name)”")
    }
  }

  /// Reads the file of the target, of weights or of groups, whose first line may be a header.
  private static func table(
    _ path: FilePath, _ role: ColumnRole, _ plan: DataPlan, header: CSVFile.Header = .automatic
  ) throws -> Table {
    let count = try TableColumns(of: path, header: header).count
    guard role == .target && count > 0 || count == 1 else {
      throw ToolError(
        "\(role.noun) in “\(path)” must have one column, but \(role.isPlural ? "have" : "has") \(count)")
    }
    let contents = (0..<count).map { ($0, plan.contents(of: role)) }
    return try Table(contentsOf: path, header: header, contents: Dictionary(uniqueKeysWithValues: contents))
  }

  /// The columns of such a file.
  private static func columns(
    of table: Table?, _ role: ColumnRole, _ plan: DataPlan, rowCount: Int
  ) throws -> [TableColumn] {
    guard var table else { return [] }
    // The first of several words is taken for a header. One row too few tells that it may have been none.
    if table.features.rowCount + 1 == rowCount, isHeaderValue(of: table, plan) {
      table = try Self.table(table.path, role, plan, header: .absent)
    }
    guard table.features.rowCount == rowCount else {
      throw ToolError(
        "“\(plan.path)” has \(rowCount) rows, but \(role.noun) \(role.isPlural ? "have" : "has") "
          + "\(table.features.rowCount) values")
    }
    return (0..<table.columnCount).map(table.column)
  }

  /// Whether what was taken for the header of such a file is a value like those below it.
  ///
  /// Labels and groups occur again, whereas the name of a column is none of them. So a file that lacks a row is not
  /// filled up with its header.
  private static func isHeaderValue(of table: Table, _ plan: DataPlan) -> Bool {
    guard let names = table.columnNames else { return false }
    return switch plan.header {
    case .present: false
    case .absent: true
    case .automatic:
      names.enumerated().allSatisfy { column, name in table.words[column]?.contains(name) ?? false }
    }
  }

  private static func dataset(
    _ features: Features, _ target: [TableColumn], _ names: [String]?, hasLabels: Bool
  ) throws -> Dataset {
    guard hasLabels || target.contains(where: { $0.words != nil }) else {
      return try Dataset(
        features: features, targets: Matrix(sideBySide: target.map(\.numbers)), featureNames: names)
    }
    guard let labels = target.first, target.count == 1 else {
      let culprit = target.first { $0.words != nil } ?? target[0]
      throw ToolError(
        "the target has \(target.count) columns, but labels, as in “\(culprit.label)”, need one alone")
    }
    if labels.words == nil, let row = labels.numbers.firstIndex(where: { !$0.isFinite }) {
      throw ToolError(
        "the target holds \(labels.numbers[row]) in row \(row) (counted from 0), which is no label; remove the row"
      )
    }
    let texts = labels.texts
    return try Dataset(
      features: features, labels: texts, classes: [String](ordering: Set(texts)), featureNames: names)
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

extension Matrix<Double> {
  /// Columns of one length beside each other.
  fileprivate init(sideBySide columns: [[Double]]) {
    let rowCount = columns.first?.count ?? 0
    let elements = (0..<rowCount).flatMap { row in columns.map { $0[row] } }
    self.init(rowCount: rowCount, columnCount: columns.count, elements: elements)
  }
}
