/// Predicts rows from earlier ones only: rows are in the order of time.
///
/// Each fit predicts the next `stepSize` rows and learns from what came before them. The first `burnIn` rows are only
/// learned from, so that the next layer does without them.
public struct TemporalIndexer: RowCountIndexer {
  /// The name in recipe files.
  public static let typeName = "temporal"
  /// One line for lists.
  public static let summary = "the next rows are predicted by a fit to earlier ones"
  /// The parameters.
  public static let parameters: [Parameter<TemporalIndexer>] = [
    .integer("stepSize", \.stepSize, .atLeast(1), "how many rows each fit predicts"),
    .integer(
      "burnIn", \.burnIn, .atLeast(1), or: "stepSize", "how many rows at the beginning are only learned from"),
    .integer("window", \.window, .atLeast(1), or: "all", "how many rows fits after the first learn from"),
    .integer("lag", \.lag, .atLeast(0), "how many rows lie between those learned from and those predicted"),
  ]

  /// How many rows each fit predicts, the last one fewer if the rows end.
  public var stepSize: Int

  /// How many rows at the beginning are only learned from; nil for as many as a step has.
  public var burnIn: Int?

  /// How many rows all fits but the first learn from; nil for all earlier ones.
  ///
  /// The first fit learns from all rows of the burn-in that the lag leaves.
  public var window: Int?

  /// How many rows lie between those that are learned from and those that are predicted.
  public var lag: Int

  /// Creates an indexer that predicts each row by a fit to all earlier ones.
  public init() { self.init(stepSize: 1) }

  /// Creates an indexer.
  ///
  /// - Parameters:
  ///   - stepSize: How many rows each fit predicts.
  ///   - burnIn: How many rows at the beginning are only learned from; nil for as many as a step has.
  ///   - window: How many rows all fits but the first learn from; nil for all earlier ones.
  ///   - lag: How many rows lie between those that are learned from and those that are predicted.
  public init(stepSize: Int, burnIn: Int? = nil, window: Int? = nil, lag: Int = 0) {
    self.stepSize = stepSize
    self.burnIn = burnIn
    self.window = window
    self.lag = lag
  }

  /// The folds of a number of rows.
  ///
  /// - Throws: `ModelingError` if a parameter is out of range, the lag leaves nothing of the burn-in, or a step or the
  ///   burn-in takes all rows.
  public func plan(rowCount: Int) throws -> CrossFittingPlan {
    try validate()
    let burnIn = burnIn ?? stepSize
    guard lag < burnIn else {
      throw ModelingError(
        .invalidParameter,
        "“lag” of “\(Self.typeName)” is \(lag) and leaves nothing to learn from of the \(burnIn.counted("row")) of "
          + "“burnIn”; make it smaller")
    }
    for (name, size) in [("burnIn", burnIn), ("stepSize", stepSize)] {
      guard size < rowCount else {
        throw ModelingError(
          .tooFewRows,
          "\(rowCount.counted("row")) cannot be predicted step by step, because “\(name)” of “\(Self.typeName)” "
            + "takes \(size); give more rows or make it smaller")
      }
    }
    let folds = stride(from: burnIn, to: rowCount, by: stepSize).map { start in
      let end = start - lag
      let first = start == burnIn ? 0 : window.map { end > $0 ? end - $0 : 0 } ?? 0
      let test = start..<start + min(stepSize, rowCount - start)
      return Fold(train: RangeSet(first..<end), test: RangeSet(test))
    }
    return CrossFittingPlan(rowCount: rowCount, partitions: [RangeSet(0..<rowCount)], folds: folds)
  }
}
