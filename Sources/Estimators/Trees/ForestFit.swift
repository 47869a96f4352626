/// Grown trees and what they say about the columns.
struct GrownForest {
  var trees: FlatTrees
  var importances: [Double]
}

extension TreeRecipe {
  /// Grows trees.
  ///
  /// - Parameters:
  ///   - data: The examples, of numbers or of classes.
  ///   - rule: Which splits are considered.
  ///   - treeCount: The number of trees.
  ///   - bootstrap: Whether a tree is grown on rows drawn with replacement.
  ///   - context: Where random numbers start.
  /// - Returns: The trees.
  /// - Throws: `ModelingError` if no row counts, or there are too many; `CancellationError` if the task was cancelled.
  func grown(
    on data: Dataset, rule: SplitRule, trees treeCount: Int, bootstrap: Bool, in context: FittingContext
  ) throws -> GrownForest {
    let data = try counting(data)
    let (rowCount, columnCount) = (data.rowCount, data.features.columnCount)
    let weights = TreeWeights(data.weights, rowCount: rowCount, isResampled: bootstrap)
    let target =
      data.classes.map { TreeTarget(classesOf: data, classCount: $0.count, weights: weights) }
      ?? TreeTarget(numbersOf: data, weights: weights)
    let leastWeight = (minimumLeafWeight * target.unitWeight).rounded(.up)
    let growth = TreeGrowth(
      rule: rule, depth: depth ?? .max,
      leastWeight: leastWeight < 0x1p60 ? max(1, Int64(leastWeight)) : 1 << 60,
      columnsPerSplit: featuresPerSplit.count(of: columnCount))
    let binned = try BinnedRows(
      data.features, weights: weights.all(rowCount), limit: bins, categories: Set(data.categories.keys),
      layout: TreeGrower.countsAllColumns(growth, columnCount: columnCount) ? .rows : .columns)
    let grower = TreeGrower(growth, target: target, binned: binned)
    var forest = GrownForest(
      trees: FlatTrees(outputCount: target.outputCount),
      importances: [Double](repeating: 0, count: columnCount))
    var seeds = SplitMix64(seed: context.seed)
    for _ in 0..<treeCount {
      try Task.checkCancellation()
      let gains = try grower.grow(isResampled: bootstrap, seed: seeds.next(), into: &forest.trees)
      // Each tree counts the same, whatever it started from.
      let total = gains.reduce(0, +)
      if total > 0 {
        for column in gains.indices { forest.importances[column] += gains[column] / total }
      }
    }
    if !forest.trees.categorySets.isEmpty { forest.trees.categoryTables = grower.tables.bins }
    let total = forest.importances.reduce(0, +)
    if total > 0 { forest.importances = forest.importances.map { $0 / total } }
    return forest
  }

  /// The rows that count: all but those of no weight, or of less than a billionth of what is usual.
  private func counting(_ data: Dataset) throws -> Dataset {
    let moments = try WeightedMoments(data)
    var data = data
    if let weights = data.weights {
      let least = moments.totalWeight / Double(moments.rowCount) * 0x1p-30
      let rows = RangeSet(weights.indices.filter { weights[$0] > least }, within: weights)
      if rows.ranges.count != 1 || moments.rowCount < weights.count { data = data.rows(rows) }
    }
    guard data.rowCount <= Int32.max, data.features.columnCount < Int32.max / 256 else {
      throw ModelingError(
        .mismatchedShapes,
        "“\(Self.typeName)” takes up to 2³¹ − 1 rows and 2²³ − 1 columns, but the data set has "
          + "\(data.rowCount.counted("row")) and \(data.features.columnCount.counted("column"))")
    }
    return data
  }
}
