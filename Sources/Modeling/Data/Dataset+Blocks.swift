extension MatrixView<Double> {
  /// Calls a closure with some consecutive rows as one block, which is valid during the call.
  ///
  /// It is how a second matrix is read along with the blocks of a first.
  package func withBlock<Result>(
    of rows: Range<Int>, _ body: (RowBlock<Double>) throws -> Result
  ) rethrows -> Result {
    precondition(!rows.isEmpty, "a block has at least one row")
    var result: Result?
    try forEachRowBlock(of: rows.count, in: rows, as: Double.self) { block in
      result = try body(block)
    }
    guard let result else { preconditionFailure("rows of a view are one block") }
    return result
  }
}

extension Dataset {
  /// Calls a closure with the weights of some consecutive examples, or with nil where all count the same.
  ///
  /// Unlike `weights` it makes no array of the weights of all.
  package func withWeights<Result>(
    of rows: Range<Int>, _ body: (UnsafeBufferPointer<Double>?) throws -> Result
  ) rethrows -> Result {
    guard let weightColumn else { return try body(nil) }
    return try weightColumn.withBlock(of: rows) { block in
      precondition(block.rowStride == 1, "weights are a matrix of one column")
      return try body(UnsafeBufferPointer(start: block.base, count: rows.count))
    }
  }
}
