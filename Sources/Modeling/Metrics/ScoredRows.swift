/// Predictions beside what they should have been.
struct ScoredRows {
  let name: String
  let predictions: Matrix<Double>
  let data: Dataset

  // Inlined with the closures given to them, so that a pass over many rows costs what its arithmetic does.

  /// Visits the examples in blocks: predictions, truths and weights.
  @inline(__always)
  private func forEachBlock(
    _ body: (UnsafePointer<Double>, RowBlock<Double>, UnsafeBufferPointer<Double>?) throws -> Void
  ) rethrows {
    try predictions.withUnsafeElements { predictions in
      guard let first = predictions.baseAddress else { return }
      try data.target.forEachRowBlock(of: 4096, as: Double.self) { block in
        try data.withWeights(of: block.rows) { weights in
          try body(first + block.rows.lowerBound * self.predictions.columnCount, block, weights)
        }
      }
    }
  }

  /// Visits the examples that count, in order: row, predictions, truth and weight.
  @inline(__always)
  func forEach(
    _ body: (Int, UnsafeBufferPointer<Double>, UnsafeBufferPointer<Double>, Double) throws -> Void
  ) rethrows {
    let width = predictions.columnCount
    try forEachBlock { predictions, block, weights in
      for row in 0..<block.rowCount {
        let weight = weights?[row] ?? 1
        guard weight > 0 else { continue }
        let predicted = UnsafeBufferPointer(start: predictions + row * width, count: width)
        try body(block.rows.lowerBound + row, predicted, block.row(row), weight)
      }
    }
  }

  /// The sum of the weights.
  ///
  /// - Throws: `ModelingError` naming the scorer if it is 0.
  func totalWeight() throws -> Double {
    guard data.isWeighted else { return Double(data.rowCount) }
    var total = 0.0
    forEach { _, _, _, weight in total += weight }
    guard total > 0 else {
      throw ModelingError(
        .tooFewRows, "“\(name)” has nothing to measure, because the weights of all its examples are 0")
    }
    return total
  }

  /// The sum over the examples of a function of truth and prediction, times the weight: one for each output.
  @inline(__always)
  func sums(_ term: (_ truth: Double, _ prediction: Double) -> Double) -> [Double] {
    let (outputs, width) = (data.target.columnCount, predictions.columnCount)
    var sums = [Double](repeating: 0, count: outputs)
    forEachBlock { predictions, block, weights in
      for output in 0..<outputs {
        var sum = sums[output]
        for row in 0..<block.rowCount {
          let weight = weights?[row] ?? 1
          guard weight > 0 else { continue }
          sum +=
            weight * term(block.base[row &* block.rowStride &+ output], predictions[row &* width &+ output])
        }
        sums[output] = sum
      }
    }
    return sums
  }
}

extension Scorer {
  /// A measure that is built in.
  init(
    _ name: String, greaterIsBetter: Bool, _ targetKind: TargetKind, _ input: Input = .predictions,
    _ measure: @escaping @Sendable (ScoredRows) throws -> Double
  ) {
    self.init(name: name, greaterIsBetter: greaterIsBetter, targetKind: targetKind, input: input) {
      try measure(ScoredRows(name: name, predictions: $0, data: $1))
    }
  }
}
