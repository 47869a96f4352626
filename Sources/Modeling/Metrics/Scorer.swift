/// A measure of how well predictions agree with the truth.
///
/// ```swift
/// let stack = SuperLearner(folds: 5, scorer: .meanAbsoluteError) { … }
/// let range = Scorer(name: "largest error", greaterIsBetter: false) { truth, predictions in
///   zip(truth, predictions).map { abs($0 - $1) }.max() ?? 0
/// }
/// ```
public struct Scorer: Sendable {
  /// The name, as reports show it and as recipe files spell it.
  public let name: String

  /// Whether a greater score is a better one.
  public let greaterIsBetter: Bool

  private let function: @Sendable ([Double], [Double]) -> Double

  /// Creates a measure from a function of the truth and the predictions, which have equally many elements,
  /// at least one.
  public init(
    name: String, greaterIsBetter: Bool,
    _ function: @escaping @Sendable (_ truth: [Double], _ predictions: [Double]) -> Double
  ) {
    self.name = name
    self.greaterIsBetter = greaterIsBetter
    self.function = function
  }

  /// The score of predictions.
  ///
  /// - Parameters:
  ///   - predictions: One number for each example, at least one.
  ///   - truth: As many numbers.
  /// - Returns: The score, in the units of the measure.
  public func score(of predictions: [Double], against truth: [Double]) -> Double {
    precondition(predictions.count == truth.count, "every prediction has one truth")
    return function(truth, predictions)
  }
}

extension Scorer {
  /// The square root of the mean squared error.
  public static let rootMeanSquaredError = Scorer(name: "rmse", greaterIsBetter: false) {
    truth, predictions in
    (squaredErrors(truth, predictions) / Double(truth.count)).squareRoot()
  }

  /// The mean of the absolute errors.
  public static let meanAbsoluteError = Scorer(name: "mae", greaterIsBetter: false) { truth, predictions in
    var sum = 0.0
    for (left, right) in zip(truth, predictions) { sum += abs(left - right) }
    return sum / Double(truth.count)
  }

  /// The coefficient of determination: 1 for a perfect prediction, 0 for one no better than the mean of the
  /// truth, negative for a worse one.
  ///
  /// For a constant truth it is 1 if every prediction is right, else 0.
  public static let rSquared = Scorer(name: "r2", greaterIsBetter: true) { truth, predictions in
    let mean = truth.reduce(0, +) / Double(truth.count)
    let errors = squaredErrors(truth, predictions)
    let total = truth.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return total > 0 ? 1 - errors / total : errors == 0 ? 1 : 0
  }

  /// The measures that recipe files can name.
  public static let all = [rootMeanSquaredError, meanAbsoluteError, rSquared]

  /// The measure of a name.
  ///
  /// - Throws: `ModelingError` with the nearest name if there is none.
  public static func named(_ name: String) throws -> Scorer {
    guard let scorer = all.first(where: { $0.name == name }) else {
      throw ModelingError(
        .unknownName, "no scorer is called “\(name)”" + Spelling.hint(for: name, among: all.map(\.name)))
    }
    return scorer
  }
}

private func squaredErrors(_ truth: [Double], _ predictions: [Double]) -> Double {
  var sum = 0.0
  for (left, right) in zip(truth, predictions) { sum += (left - right) * (left - right) }
  return sum
}
