/// Another order of the rows of a data set, in which they are cut into folds.
struct RowShuffling {
  /// The row that stands at each place.
  private let rows: [Int]

  /// Shuffles the rows.
  init(rowCount: Int, context: FittingContext) {
    var generator = SeededGenerator(seed: context.seed)
    rows = generator.permutation(of: rowCount)
  }

  /// A plan for rows in the new order, in terms of the original one.
  func original(of plan: CrossFittingPlan) -> CrossFittingPlan { plan.permuted(by: rows) }

  /// The examples in the new order, for indexers that look at them.
  ///
  /// - Parameters:
  ///   - data: The examples.
  ///   - withFeatures: Whether the features are looked at too, which takes a copy of them; they are left out otherwise.
  /// - Returns: The examples.
  /// - Throws: `ModelingError` never for a data set that is sound.
  func shuffled(_ data: Dataset, withFeatures: Bool) throws -> Dataset {
    let features = data.features
    let columnCount = withFeatures ? features.columnCount : 0
    let copy = Matrix<Double>(rowCount: rows.count, columnCount: columnCount) { target in
      for (place, row) in rows.enumerated() {
        for column in 0..<columnCount {
          target.initializeElement(at: place * columnCount + column, to: features[row, column])
        }
      }
    }
    var result: Dataset
    if let classes = data.classes {
      result = try Dataset(
        features: copy, labels: rows.map { classes.labels[Int(data.target[$0, 0])] }, classes: classes.labels)
    } else {
      let width = data.target.columnCount
      result = try Dataset(
        features: copy,
        targets: Matrix(rowCount: rows.count, columnCount: width) { target in
          for (place, row) in rows.enumerated() {
            for column in 0..<width {
              target.initializeElement(at: place * width + column, to: data.target[row, column])
            }
          }
        })
    }
    if let weights = data.weights { result = try result.weighted(by: rows.map { weights[$0] }) }
    if let groups = data.groups { result = try result.grouped(by: rows.map { groups[$0] }) }
    return result
  }
}
