internal import Ensembles

extension Dataset {
  /// Copies of some rows, in any order and as often as they are named.
  func copies(of rows: [Int]) throws -> Dataset {
    let (features, targets) = (self.features.matrix(), target.copied())
    return try with(
      features: Features(
        Matrix(rowCount: rows.count, columnCount: features.columnCount, elements: rows.flatMap(features.row))),
      targets: Matrix(
        rowCount: rows.count, columnCount: targets.columnCount, elements: rows.flatMap(targets.row))
    ).categorized(by: categories)
  }

  /// The same rows with other targets.
  func with(targets: Matrix<Double>) throws -> Dataset {
    try with(features: features, targets: targets).categorized(by: categories)
  }

  /// Other rows with targets of the same kind, without categories.
  func with(features: Features, targets: Matrix<Double>) throws -> Dataset {
    guard let classes else { return try Dataset(features: features, targets: targets) }
    return try Dataset(
      features: features, labels: targets.elements.map { classes.labels[Int($0)] }, classes: classes.labels)
  }
}
