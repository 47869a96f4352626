extension Dataset {
  /// The curves from scores to probabilities, fitted to scores of models that had not seen the rows.
  ///
  /// Rows are parted into folds, each class on its own, by lot.
  ///
  /// - Parameters:
  ///   - count: The number of curves.
  ///   - foldCount: The number of folds, at least 2.
  ///   - seed: Where the lot starts.
  ///   - body: Fits to the first data set and gives the scores of the second: as many for each row as it likes, each as
  ///     the place of a curve that is fitted, the score, and whether the row is of the curve's class.
  /// - Returns: The curve of each place; the standard one where there are no scores.
  /// - Throws: What the closure throws; `CancellationError` if the task was cancelled.
  func calibratedCurves(
    count: Int, foldCount: Int, seed: UInt64,
    _ body: (_ training: Dataset, _ heldOut: Dataset) throws -> [(place: Int, score: Double, isOfClass: Bool)]
  ) throws -> [Sigmoid] {
    var generator = SeededGenerator(seed: seed)
    let order = generator.permutation(of: rowCount)
    // More would have no rows.
    let foldCount = min(foldCount, max(2, rowCount))
    var rowsOfFold = [[Int]](repeating: [], count: foldCount)
    var next = 0
    for (_, rows) in Dictionary(grouping: order, by: { Int(target[$0, 0]) }).sorted(by: { $0.key < $1.key }) {
      for row in rows {
        rowsOfFold[next % foldCount].append(row)
        next += 1
      }
    }
    var scores = [[Double]](repeating: [], count: count)
    var isOfClass = [[Bool]](repeating: [], count: count)
    for rows in rowsOfFold where !rows.isEmpty && rows.count < rowCount {
      try Task.checkCancellation()
      let heldOut = RangeSet(rows.sorted(), within: 0..<rowCount)
      let training = RangeSet(0..<rowCount).subtracting(heldOut)
      for entry in try body(self.rows(training), self.rows(heldOut)) {
        scores[entry.place].append(entry.score)
        isOfClass[entry.place].append(entry.isOfClass)
      }
    }
    return zip(scores, isOfClass).map { $0.isEmpty ? .standard : Sigmoid(fittedTo: $0, isOfClass: $1) }
  }
}

extension Parameter {
  /// The number of folds of a calibration, or 0 for none.
  static func calibrationFolds(_ path: any WritableKeyPath<Root, Int> & Sendable) -> Parameter {
    Parameter(
      "calibrationFolds", domain: "0 or a whole number of at least 2",
      "folds on which probabilities are calibrated, or 0 for none",
      get: { .integer($0[keyPath: path]) }, set: { $0[keyPath: path] = $1 },
      convert: { (value) -> Int? in
        guard case .integer(let count) = value, count == 0 || count >= 2 else { return nil }
        return count
      })
  }
}
