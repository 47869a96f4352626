/// Examples to learn from: features and, for each row of them, the target.
///
/// ```swift
/// let prices = try Dataset(features: matrix, target: numbers)
/// let species = try Dataset(features: matrix, labels: ["setosa", "virginica", …])
/// let weighted = try prices.weighted(by: weights)
/// ```
public struct Dataset: Sendable {
  /// The features, one row for each example.
  public let features: Features

  /// The target, one row for each example and one column for each output.
  ///
  /// For a target of labels it is one column with the number of each example's class.
  public let target: MatrixView<Double>

  /// The classes, or nil for a target of numbers.
  public let classes: ClassLabels?

  /// The names of the feature columns, where they are known.
  public let featureNames: [String]?

  /// The group of each example, as a number, where examples have groups.
  ///
  /// Folds of a `GroupedFoldIndexer` keep a group together.
  public let groups: [Int]?

  /// The words of each feature column that holds categories, by the number of the column.
  ///
  /// A cell of such a column holds the place of its word among these, or NaN where a word is missing.
  public let categories: [Int: [String]]

  let weightColumn: MatrixView<Double>?

  /// The number of examples.
  public var rowCount: Int { features.rowCount }

  /// What the target is made of.
  public var targetKind: TargetKind { classes == nil ? .numbers : .classes }

  private init(
    features: Features, target: MatrixView<Double>, classes: ClassLabels?, weightColumn: MatrixView<Double>?,
    groups: [Int]?, featureNames: [String]?, categories: [Int: [String]]
  ) {
    self.features = features
    self.target = target
    self.classes = classes
    self.weightColumn = weightColumn
    self.groups = groups
    self.featureNames = featureNames
    self.categories = categories
  }

  /// Creates a data set of one output.
  ///
  /// - Parameters:
  ///   - features: One row for each example.
  ///   - target: One number for each example.
  ///   - featureNames: One name for each feature column, or nil.
  /// - Throws: `ModelingError` if the counts differ.
  public init(
    features: some FeatureSource, target: [Double], featureNames: [String]? = nil
  ) throws {
    try self.init(features: features, targets: Matrix(column: target), featureNames: featureNames)
  }

  /// Creates a data set of several outputs.
  ///
  /// - Parameters:
  ///   - features: One row for each example.
  ///   - targets: One row for each example, one column for each output.
  ///   - featureNames: One name for each feature column, or nil.
  /// - Throws: `ModelingError` if the counts differ, or if there is no output.
  public init(
    features: some FeatureSource, targets: Matrix<Double>, featureNames: [String]? = nil
  ) throws {
    try self.init(
      features: features.features, target: targets.view, classes: nil, featureNames: featureNames)
  }

  /// Creates a data set whose target is a label for each example.
  ///
  /// - Parameters:
  ///   - features: One row for each example.
  ///   - labels: One label for each example.
  ///   - classes: All classes, in the order of their numbers; nil for the labels that occur, in ascending order.
  ///   - featureNames: One name for each feature column, or nil.
  /// - Throws: `ModelingError` if the counts differ, or if a label is none of the classes.
  public init<Label: Hashable & Comparable & LosslessStringConvertible>(
    features: some FeatureSource, labels: [Label], classes: [Label]? = nil, featureNames: [String]? = nil
  ) throws {
    let all = try ClassLabels((classes ?? Set(labels).sorted()).map(\.description))
    let numbers = Dictionary(uniqueKeysWithValues: zip(all.labels, 0...))
    let target = try labels.enumerated().map { row, label in
      guard let number = numbers[label.description] else {
        throw ModelingError(
          .unknownName,
          "row \(row) (counted from 0) has the label “\(label)”, which is none of the classes"
            + Spelling.hint(for: label.description, among: all.labels))
      }
      return Double(number)
    }
    try self.init(
      features: features.features, target: Matrix(column: target).view, classes: all,
      featureNames: featureNames)
  }

  init(
    features: Features, target: MatrixView<Double>, classes: ClassLabels?, featureNames: [String]?
  ) throws {
    guard features.rowCount == target.rowCount else {
      throw ModelingError(
        .mismatchedShapes,
        "the features have \(features.rowCount.counted("row")), but the target has "
          + target.rowCount.counted(target.columnCount == 1 ? "value" : "row"))
    }
    guard target.columnCount > 0, classes == nil || target.columnCount == 1 else {
      throw ModelingError(
        .mismatchedShapes,
        classes == nil
          ? "the target has no columns; give at least one output" : "a target of classes has one column")
    }
    if let names = featureNames, names.count != features.columnCount {
      throw ModelingError(
        .mismatchedShapes,
        "there are \(names.count) feature names for \(features.columnCount.counted("column")) of features")
    }
    self.init(
      features: features, target: target, classes: classes, weightColumn: nil, groups: nil,
      featureNames: featureNames, categories: [:])
  }

  /// Some of the examples, counted within this data set.
  ///
  /// Neither features nor target are copied.
  public func rows(_ rows: RangeSet<Int>) -> Dataset { self.rows(RowRanges(rows)) }

  /// Some of the examples, counted within this data set.
  package func rows(_ rows: RowRanges) -> Dataset {
    Dataset(
      features: features.rows(rows), target: target.view(rows: rows), classes: classes,
      weightColumn: weightColumn?.view(rows: rows),
      groups: groups.map { groups in rows.ranges.flatMap { groups[$0] } }, featureNames: featureNames,
      categories: categories)
  }

  /// The same examples with other features of the same number of rows.
  public func replacing(features: Features) -> Dataset {
    precondition(features.rowCount == rowCount, "every example has one row of features")
    return Dataset(
      features: features, target: target, classes: classes, weightColumn: weightColumn, groups: groups,
      featureNames: nil, categories: [:])
  }

  /// The same examples with some of the columns, in the order given, which keep their names and categories.
  ///
  /// Nothing is copied.
  package func columns(_ columns: [Int]) -> Dataset {
    let kept = columns.enumerated().compactMap { place, column in categories[column].map { (place, $0) } }
    return Dataset(
      features: features.columns(columns), target: target, classes: classes, weightColumn: weightColumn,
      groups: groups, featureNames: featureNames.map { names in columns.map { names[$0] } },
      categories: Dictionary(uniqueKeysWithValues: kept))
  }
}

/// What a target is made of.
public enum TargetKind: String, Codable, Hashable, Sendable {
  /// Numbers: what is learned is a regression.
  case numbers
  /// Labels: what is learned is a classification.
  case classes
}

// MARK: - Weights and groups

extension Dataset {
  /// How much each example counts, where not all count the same.
  ///
  /// - Complexity: O(*rows*); every use makes the array anew.
  public var weights: [Double]? {
    weightColumn.map { view in view.copied().elements }
  }

  /// Whether examples have weights.
  public var isWeighted: Bool { weightColumn != nil }

  /// The same examples, each of which counts as much as its weight says.
  ///
  /// A weight of 2 means what the example twice would mean, a weight of 0 what its absence would.
  ///
  /// - Throws: `ModelingError` if there are not as many weights as rows, one is negative or not finite, all are 0, or
  ///   they cannot be summed or divided in a `Double`.
  public func weighted(by weights: [Double]) throws -> Dataset {
    guard weights.count == rowCount else {
      throw ModelingError(
        .mismatchedShapes, "there are \(weights.count.counted("weight")) for \(rowCount.counted("row"))")
    }
    if let row = weights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw ModelingError(
        .invalidParameter,
        "the weight of row \(row) (counted from 0) is \(weights[row]), but a weight is 0 or a positive number"
      )
    }
    guard weights.isEmpty || weights.contains(where: { $0 > 0 }) else {
      throw ModelingError(.invalidParameter, "all weights are 0, so that there is nothing to learn from")
    }
    guard weights.reduce(0, +).isFinite, weights.isEmpty || weights.max()?.isNormal == true else {
      throw ModelingError(
        .invalidParameter,
        "the weights go up to \(weights.max() ?? 0) in \(weights.count.counted("row")), which a Double cannot sum or "
          + "divide; scale them")
    }
    return Dataset(
      features: features, target: target, classes: classes, weightColumn: Matrix(column: weights).view,
      groups: groups, featureNames: featureNames, categories: categories)
  }

  /// The same examples, each of which belongs to a group.
  ///
  /// - Throws: `ModelingError` if there are not as many groups as rows.
  public func grouped(by groups: [some Hashable]) throws -> Dataset {
    var numbers: [AnyHashable: Int] = [:]
    let numbered = groups.map { group in
      let number = numbers[group] ?? numbers.count
      numbers[group] = number
      return number
    }
    return try grouped(byNumbers: numbered)
  }

  /// The same examples with the numbers of their groups, which stay as they are.
  func grouped(byNumbers numbers: [Int]) throws -> Dataset {
    guard numbers.count == rowCount else {
      throw ModelingError(
        .mismatchedShapes,
        "there are groups of \(numbers.count.counted("row")) for \(rowCount.counted("row"))")
    }
    if let row = numbers.firstIndex(where: { $0 < 0 }) {
      throw ModelingError(
        .invalidParameter,
        "the group of row \(row) (counted from 0) is \(numbers[row]), but groups are numbered from 0")
    }
    return Dataset(
      features: features, target: target, classes: classes, weightColumn: weightColumn, groups: numbers,
      featureNames: featureNames, categories: categories)
  }
}

// MARK: - Categories

extension Dataset {
  /// The same examples, some columns of which hold categories: the places of words among those given.
  ///
  /// ```swift
  /// let table = try CSVFile(at: "houses.csv", options: .init(contents: [2: .words]))
  /// let houses = try Dataset(features: table.matrix, target: prices).categorized(by: [2: table.words[2] ?? []])
  /// ```
  ///
  /// A learner takes them only if it says so; a step such as `OneHotEncoder` makes numbers of them.
  ///
  /// - Parameter words: The words of each column, by the number of the column, counted from 0.
  /// - Returns: The examples, none of whose other columns holds categories.
  /// - Throws: `ModelingError` if there is no such column, a word is listed twice, or a cell holds something else than
  ///   the place of a word or NaN.
  public func categorized(by words: [Int: [String]]) throws -> Dataset {
    for (column, words) in words.sorted(by: { $0.key < $1.key }) {
      guard (0..<features.columnCount).contains(column) else {
        throw ModelingError(
          .mismatchedShapes,
          "there are categories of column \(column), but the features have "
            + "\(features.columnCount.counted("column")), counted from 0")
      }
      var seen: Set<String> = []
      if let word = words.first(where: { !seen.insert($0).inserted }) {
        throw ModelingError(
          .invalidParameter,
          "the category “\(word)” of \(named(column)) is listed twice; list each once")
      }
      try features.columns([column]).forEachRowBlock(of: 1024) { block in
        for row in 0..<block.rowCount {
          let value = block.row(row)[0]
          guard value.isNaN || Int(exactly: value).map(words.indices.contains) ?? false else {
            throw ModelingError(
              .invalidParameter,
              "row \(block.rows.lowerBound + row) (counted from 0) holds \(value) in \(named(column)), which is the place "
                + "of none of its \(words.count) categories")
          }
        }
      }
    }
    return Dataset(
      features: features, target: target, classes: classes, weightColumn: weightColumn, groups: groups,
      featureNames: featureNames, categories: words)
  }

  /// The same examples, of which nothing says that a column holds categories.
  package var withoutCategories: Dataset {
    Dataset(
      features: features, target: target, classes: classes, weightColumn: weightColumn, groups: groups,
      featureNames: featureNames, categories: [:])
  }

  /// What a column of the features is called in an error.
  package func named(_ column: Int) -> String {
    featureNames.map { "the column “\($0[column])”" } ?? "column \(column) (counted from 0)"
  }

  /// Checks that something takes the categories, if there are any.
  ///
  /// - Throws: `ModelingError` naming a column of them and who does not.
  package func requireNoCategories(for name: String) throws {
    guard let column = categories.keys.min() else { return }
    throw ModelingError(
      .unsuitableTarget,
      "“\(name)” learns from numbers alone, but \(named(column)) holds words; put the step “one-hot” before it, or "
        + "leave the column out")
  }
}
