/// A measure of how well predictions agree with the truth.
///
/// ```swift
/// let stack = SuperLearner(folds: 5, scorer: .meanAbsoluteError) { … }
/// let range = Scorer(name: "largest error", greaterIsBetter: false) { truth, predictions in
///   zip(truth, predictions).map { abs($0 - $1) }.max() ?? 0
/// }
/// ```
///
/// The measures that are built in honour the weights of examples. The score of several outputs is the mean of the
/// scores of each.
public struct Scorer: Sendable {
  /// What a scorer measures.
  public enum Input: String, Hashable, Sendable {
    /// What a model predicts: a number for each output, or the number of a class.
    case predictions
    /// What a classifier says about each class: one column of probabilities for each.
    case probabilities
  }

  /// The name, as reports show it and as recipe files spell it.
  public let name: String

  /// Whether a greater score is a better one.
  public let greaterIsBetter: Bool

  /// Whether it measures predictions or probabilities.
  public let input: Input

  /// What the target must be made of, or nil if it may be anything.
  public let targetKind: TargetKind?

  private let measure: @Sendable (Matrix<Double>, Dataset) throws -> Double

  /// Creates a measure of predictions from a function of the truth and the predictions.
  ///
  /// Both have equally many elements, at least one. With several outputs it is called for each of them. Weighted
  /// examples are refused: a measure that knows weights is made with `init(name:greaterIsBetter:targetKind:input:_:)`.
  public init(
    name: String, greaterIsBetter: Bool,
    _ function: @escaping @Sendable (_ truth: [Double], _ predictions: [Double]) -> Double
  ) {
    self.init(name: name, greaterIsBetter: greaterIsBetter, input: .predictions) { predictions, data in
      guard !data.isWeighted else {
        throw ModelingError(
          .unsuitableTarget,
          "“\(name)” does not know weights; make the scorer from a function of the whole data set, or score "
            + "without weights")
      }
      let truth = data.target.copied()
      let scores = (0..<truth.columnCount).map { function(truth.column($0), predictions.column($0)) }
      return scores.reduce(0, +) / Double(scores.count)
    }
  }

  /// Creates a measure from a function of what a model said and the examples.
  ///
  /// - Parameters:
  ///   - name: The name, as reports show it.
  ///   - greaterIsBetter: Whether a greater score is a better one.
  ///   - targetKind: What the target must be made of, or nil if it may be anything.
  ///   - input: Whether predictions or probabilities are measured.
  ///   - measure: Gets one row for each example, at least one, and one column for each output or, of
  ///     probabilities, for each class.
  public init(
    name: String, greaterIsBetter: Bool, targetKind: TargetKind? = nil, input: Input,
    _ measure: @escaping @Sendable (_ predictions: Matrix<Double>, _ data: Dataset) throws -> Double
  ) {
    self.name = name
    self.greaterIsBetter = greaterIsBetter
    self.targetKind = targetKind
    self.input = input
    self.measure = measure
  }

  /// The score of predictions, or of probabilities, by what `input` says.
  ///
  /// - Parameters:
  ///   - predictions: One row for each example; one column for each output, or for each class if they are
  ///     probabilities.
  ///   - data: The examples, at least one. Their features are not looked at.
  /// - Returns: The score, in the units of the measure.
  /// - Throws: `ModelingError` naming the scorer if the target is of another kind, if shapes do not fit, or if the
  ///   measure is not defined for these examples.
  public func score(of predictions: Matrix<Double>, against data: Dataset) throws -> Double {
    try requireSuitable(data)
    guard predictions.rowCount == data.rowCount else {
      throw ModelingError(
        .mismatchedShapes,
        "“\(name)” was given \(predictions.rowCount.counted("row")) of predictions for "
          + data.rowCount.counted("example"))
    }
    guard data.rowCount > 0 else {
      throw ModelingError(.tooFewRows, "“\(name)” needs at least one example")
    }
    let columns = input == .predictions ? data.target.columnCount : data.classes?.count ?? 0
    guard predictions.columnCount == columns else {
      throw ModelingError(
        .mismatchedShapes,
        input == .predictions
          ? "“\(name)” needs \(columns.counted("column")) of predictions, one for each output, but was given "
            + "\(predictions.columnCount)"
          : "“\(name)” needs \(columns.counted("column")) of probabilities, one for each class, but was given "
            + "\(predictions.columnCount)")
    }
    return try measure(predictions, data)
  }

  /// The score of the predictions of numbers.
  ///
  /// - Parameters:
  ///   - predictions: One number for each example, at least one.
  ///   - truth: As many numbers.
  /// - Returns: The score, in the units of the measure.
  /// - Throws: `ModelingError` naming the scorer if the counts differ, if it measures something else than numbers,
  ///   or if the measure is not defined for these numbers.
  public func score(of predictions: [Double], against truth: [Double]) throws -> Double {
    let nothing = Matrix<Double>(rowCount: truth.count, columnCount: 0, elements: [])
    return try score(of: Matrix(column: predictions), against: Dataset(features: nothing, target: truth))
  }

  /// Checks that a target of this kind can be measured.
  ///
  /// It can be asked before anything is fitted.
  ///
  /// - Throws: `ModelingError` naming the scorer.
  package func requireSuitable(_ data: Dataset) throws {
    switch (targetKind ?? data.targetKind, data.targetKind) {
    case (.numbers, .numbers), (.classes, .classes): break
    case (.numbers, .classes):
      throw ModelingError(
        .unsuitableTarget,
        "“\(name)” measures predictions of numbers, but the target has classes; use “accuracy” or another scorer "
          + "of classes")
    case (.classes, .numbers):
      throw ModelingError(
        .unsuitableTarget,
        "“\(name)” measures predictions of classes, but the target has numbers; use “rmse” or another scorer of "
          + "numbers, or give the target as labels")
    }
    guard input == .predictions || data.classes != nil else {
      throw ModelingError(
        .unsuitableTarget, "“\(name)” measures probabilities of classes, but the target has numbers")
    }
  }
}
