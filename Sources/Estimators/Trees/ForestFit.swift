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
  ///   - bins: The bins of the columns, or nil to find them in the data.
  ///   - context: Where random numbers start.
  /// - Returns: The trees.
  /// - Throws: `ModelingError` if no row counts, or there are too many, or if the bins are of other columns; `CancellationError` if the task was cancelled.
  func grown(
    on data: Dataset, rule: SplitRule, trees treeCount: Int, bootstrap: Bool, binnedBy bins: TreeBins?,
    in context: FittingContext
  ) throws -> GrownForest {
    let data = try data.rowsThatCount()
    try requireSuitable(data, binnedBy: bins)
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
      data.features, weights: weights.all(rowCount), limit: self.bins, categories: Set(data.categories.keys),
      layout: TreeGrower.countsAllColumns(growth, columnCount: columnCount) ? .rows : .columns,
      bins: bins?.columns)
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

  private func requireSuitable(_ data: Dataset, binnedBy bins: TreeBins?) throws {
    guard data.rowCount <= Int32.max, data.features.columnCount < Int32.max / 256 else {
      throw ModelingError(
        .mismatchedShapes,
        "“\(Self.typeName)” takes up to 2³¹ − 1 rows and 2²³ − 1 columns, but the data set has "
          + "\(data.rowCount.counted("row")) and \(data.features.columnCount.counted("column"))")
    }
    guard let bins else { return }
    if bins.columns.count == data.features.columnCount {
      guard
        let column = bins.columns.indices.first(where: {
          (bins.columns[$0].binsOfCategories == nil) != (data.categories[$0] == nil)
        })
      else { return }
      throw ModelingError(
        .mismatchedShapes,
        "“\(Self.typeName)” was given bins that tell otherwise than the data whether \(data.named(column)) holds "
          + "categories")
    }
    throw ModelingError(
      .mismatchedShapes,
      "“\(Self.typeName)” was given bins of \(bins.columns.count.counted("column")) for data of "
        + "\(data.features.columnCount)")
  }
}

extension Dataset {
  /// The rows that count: all but those of no weight, or of less than a billionth of what is usual.
  ///
  /// - Throws: `ModelingError` if none does.
  func rowsThatCount() throws -> Dataset {
    let moments = try WeightedMoments(self)
    guard let weights else { return self }
    let least = moments.totalWeight / Double(moments.rowCount) * 0x1p-30
    let counting = RangeSet(weights.indices.filter { weights[$0] > least }, within: weights)
    return counting.ranges.count != 1 || moments.rowCount < weights.count ? rows(counting) : self
  }
}
