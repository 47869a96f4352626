extension Features {
  /// Checks that every number is finite.
  ///
  /// - Parameters:
  ///   - firstRow: What the first row is called in the error, where these are a part of something larger.
  ///   - name: Names a column in the error, counted from 0; nil names it by its number.
  /// - Throws: `ModelingError` naming the first row and column that hold a NaN or an infinity.
  /// - Complexity: O(*rows* · *columns*), at memory speed; of sparse features only what is stored is looked at.
  package func requireFinite(firstRow: Int = 0, naming name: (Int) -> String? = { _ in nil }) throws {
    func failure(_ row: Int, _ column: Int, _ value: Double) -> ModelingError {
      ModelingError(
        .notFinite,
        "the features hold \(spelled(value)) in row \(firstRow + row)"
          + (name(column).map { " (counted from 0), column “\($0)”" } ?? ", column \(column) (counted from 0)")
          + ", which not all that see it accept; remove the row, or fill in a number as the step “impute” does"
      )
    }
    guard !isSparse else {
      try forEachStored { row, column, value in
        guard value.isFinite else { throw failure(row, column, value) }
      }
      return
    }
    try forEachRowBlock(of: 1024) { block in
      guard !block.isFinite else { return }
      for row in 0..<block.rowCount {
        for (column, value) in block.row(row).enumerated() where !value.isFinite {
          throw failure(block.rows.lowerBound + row, column, value)
        }
      }
    }
  }
}

extension Dataset {
  /// Checks that every number of the features and of the target is finite.
  ///
  /// - Throws: `ModelingError` naming the first place that holds a NaN or an infinity.
  package func requireFinite() throws {
    try features.requireFinite { featureNames?[$0] }
    try requireFiniteTarget()
  }

  /// Checks that every number of the target is finite.
  ///
  /// - Throws: `ModelingError` naming the first row that holds a NaN or an infinity.
  package func requireFiniteTarget() throws {
    try target.forEachRowBlock(of: 1024, as: Double.self) { block in
      guard !block.isFinite else { return }
      for row in 0..<block.rowCount {
        for value in block.row(row) where !value.isFinite {
          throw ModelingError(
            .notFinite,
            "the target holds \(spelled(value)) in row \(block.rows.lowerBound + row) (counted from 0); "
              + "remove the row or fill in a number")
        }
      }
    }
  }
}

extension RowBlock<Double> {
  /// Whether every number is finite.
  fileprivate var isFinite: Bool {
    // A difference of finite numbers with themselves is zero, any other a NaN: one addition a number, several at a
    // time, where a test of each would branch.
    guard rowStride == columnCount else { return (0..<rowCount).allSatisfy { row($0).isFinite } }
    return UnsafeBufferPointer(start: base, count: rowCount * columnCount).isFinite
  }
}

extension UnsafeBufferPointer<Double> {
  /// Whether every number is finite.
  // SAFETY: eight numbers are loaded where eight are left.
  fileprivate var isFinite: Bool {
    var sums = SIMD8<Double>.zero
    let whole = count & ~7
    for place in stride(from: 0, to: whole, by: 8) {
      let values = UnsafeRawBufferPointer(self).loadUnaligned(
        fromByteOffset: place * 8, as: SIMD8<Double>.self)
      sums += values - values
    }
    var sum = sums.sum()
    for value in self[whole...] { sum += value - value }
    return sum == 0
  }
}

private func spelled(_ value: Double) -> String {
  value.isNaN ? "NaN" : value > 0 ? "infinity" : "minus infinity"
}
