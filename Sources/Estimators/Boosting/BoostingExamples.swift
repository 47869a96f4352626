/// The examples that a booster is trained on: those whose weight is not 0.
///
/// The libraries count the rows of a leaf whatever their weights, so that a row that does not count must not be there.
struct BoostingExamples {
  let data: Dataset
  /// The weights, in the libraries' precision, or nil if all examples count the same.
  let weights: [Float]?

  /// Leaves out rows that do not count.
  ///
  /// - Throws: `ModelingError` if none is left, or if a weight is beyond the libraries' precision.
  init(_ data: Dataset, for typeName: String) throws {
    guard let weights = data.weights else {
      self.data = data
      self.weights = nil
      return
    }
    self.data = data.rows(RangeSet(weights.indices.filter { weights[$0] > 0 }, within: weights.indices))
    self.weights = try weights.filter { $0 > 0 }.map { weight in
      let number = Float(weight)
      guard number > 0, number.isFinite else {
        throw ModelingError(
          .invalidParameter,
          "the weight \(weight) is beyond the single precision that “\(typeName)” learns in; scale the weights"
        )
      }
      return number
    }
    guard self.data.rowCount > 0 else {
      throw ModelingError(
        .tooFewRows,
        "the weights of all \(data.rowCount.counted("row")) that “\(typeName)” was given are 0, so that there is "
          + "nothing to learn from")
    }
  }

  /// The numbers of an output, in the libraries' precision.
  ///
  /// - Throws: `ModelingError` if one is beyond it.
  func target(_ output: Int, for typeName: String) throws -> [Float] {
    try (0..<data.rowCount).map { row in
      let number = Float(data.target[row, output])
      guard number.isFinite else {
        throw ModelingError(
          .notFinite,
          "the target \(data.target[row, output]) is beyond the single precision that “\(typeName)” learns in; "
            + "scale the target")
      }
      return number
    }
  }

  /// The place of each example's class among some classes.
  func labels(among classes: [Int]) -> [Float] {
    let places = Dictionary(uniqueKeysWithValues: zip(classes, 0...))
    return (0..<data.rowCount).map { Float(places[Int(data.target[$0, 0])] ?? 0) }
  }

  /// The classes that occur, in ascending order.
  var classes: [Int] { Set((0..<data.rowCount).map { Int(data.target[$0, 0]) }).sorted() }
}

extension RowBlock<Double> {
  /// Calls a closure with the numbers of all rows, one row directly after another.
  func withNeighbouringRows<Result>(
    _ body: (UnsafeBufferPointer<Double>) throws -> Result
  ) rethrows -> Result {
    guard rowStride != columnCount, rowCount > 1 else {
      return try body(UnsafeBufferPointer(start: base, count: rowCount * columnCount))
    }
    let copy = [Double](unsafeUninitializedCapacity: rowCount * columnCount) { target, count in
      for row in 0..<rowCount {
        _ = target[(row * columnCount)...].initialize(from: self.row(row))
      }
      count = rowCount * columnCount
    }
    return try copy.withUnsafeBufferPointer(body)
  }
}
