/// Another order of the rows of a data set, in which they are cut into folds.
struct RowShuffling {
  /// The row that stands at each place.
  private let rows: [Int]

  /// Shuffles by the method of Fisher and Yates, with numbers of SplitMix64.
  init(rowCount: Int, context: FittingContext) {
    var rows = Array(0..<rowCount)
    for place in stride(from: rowCount - 1, to: 0, by: -1) {
      // One number for each place, scaled down to those that are left.
      let random = context.part(place).seed
      rows.swapAt(place, Int(random.multipliedFullWidth(by: UInt64(place + 1)).high))
    }
    self.rows = rows
  }

  /// A plan for rows in the new order, in terms of the original one.
  func original(of plan: CrossFittingPlan) -> CrossFittingPlan {
    CrossFittingPlan(
      rowCount: plan.rowCount, partitions: plan.partitions.map(original),
      folds: plan.folds.map { fold in
        var fold = fold
        fold.train = original(of: fold.train)
        fold.test = original(of: fold.test)
        return fold
      }, outputRows: original(of: plan.outputRows))
  }

  private func original(of places: RangeSet<Int>) -> RangeSet<Int> {
    var isChosen = [Bool](repeating: false, count: rows.count)
    for range in places.ranges {
      for place in range { isChosen[rows[place]] = true }
    }
    var ranges: [Range<Int>] = []
    var start: Int?
    for row in 0...rows.count {
      let isIn = row < rows.count && isChosen[row]
      if isIn, start == nil { start = row }
      if !isIn, let first = start {
        ranges.append(first..<row)
        start = nil
      }
    }
    return RangeSet(ranges)
  }

  /// The examples in the new order, for indexers that look at them.
  ///
  /// - Complexity: O(*rows* · *columns*), a copy of everything.
  func shuffled(_ data: Dataset) throws -> Dataset {
    let features = data.features
    let columnCount = features.columnCount
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

extension CrossFittingPlan {
  /// A plan whose output rows are known already.
  fileprivate init(
    rowCount: Int, partitions: [RangeSet<Int>], folds: [Fold], outputRows: RangeSet<Int>
  ) {
    self.rowCount = rowCount
    self.partitions = partitions
    self.folds = folds
    self.outputRows = outputRows
  }
}
