/// Ridge regression with that of several penalties which predicts best, each row by all others.
///
/// For each penalty, the error of every row is the one that ridge regression makes when it is fitted without the row. No
/// fit is made for that: the errors follow from a single decomposition of the features. The penalty with the smallest
/// mean of the squared errors is chosen, the first of several, for all outputs together or for each `perOutput`.
///
/// A row is left out as a whole, whatever it weighs, and its error counts as often as its weight says. So a row of weight
/// 2 is not the row twice here: of two that are the same, one would be predicted from the other.
///
/// - Complexity: O(*n* *p*² + *n* *p* *a*) time for *n* rows, *p* columns and *a* penalties, O(*p*²) memory; with fewer rows
///   than columns, O(*n*² *p*) time and O(*n* *p*) memory.
///
/// Source: G. H. Golub, M. Heath and G. Wahba, “Generalized cross-validation as a method for choosing a good ridge
/// parameter”, Technometrics 21 (1979); for the errors without a fit, R. D. Cook and S. Weisberg, *Residuals and Influence
/// in Regression* (1982), §2.2.
public struct RidgeSelection: Estimator {
  /// The name in recipe files.
  public static let typeName = "ridge-selection"
  /// One line for lists of learners.
  public static let summary = "ridge with that of several penalties which predicts left-out rows best"
  /// Weights count errors and squares, but a row is left out as a whole.
  public static let acceptsWeights = true
  /// The parameters.
  public static let parameters: [Parameter<RidgeSelection>] = [
    Parameter(
      "penalties", domain: "a list of at least one number above 0", "the penalties to choose from",
      get: { .list($0.penalties.map { .number($0) }) }, set: { $0.penalties = $1 },
      convert: { (value) -> [Double]? in
        guard case .list(let values) = value, !values.isEmpty else { return nil }
        var penalties: [Double] = []
        for value in values {
          switch value {
          case .number(let penalty) where penalty > 0 && penalty.isFinite: penalties.append(penalty)
          case .integer(let penalty) where penalty > 0: penalties.append(Double(penalty))
          default: return nil
          }
        }
        return penalties
      }),
    .flag("intercept", \.intercept, "whether a constant is fitted"),
    .flag("perOutput", \.perOutput, "whether each output has a penalty of its own"),
  ]

  /// The penalties to choose from, each the weight of the squared coefficients, above 0.
  public var penalties: [Double]

  /// Whether a constant is fitted.
  public var intercept: Bool

  /// Whether each output of the target has a penalty of its own.
  public var perOutput: Bool

  /// Creates a recipe with the default of every parameter.
  public init() { self.init(penalties: [0.1, 1, 10]) }

  /// Creates a recipe.
  ///
  /// - Parameters:
  ///   - penalties: The weights of the squared coefficients to choose from, above 0.
  ///   - intercept: Whether a constant is fitted.
  ///   - perOutput: Whether each output of the target has a penalty of its own.
  public init(penalties: [Double], intercept: Bool = true, perOutput: Bool = false) {
    self.penalties = penalties
    self.intercept = intercept
    self.perOutput = perOutput
  }

  /// Fits to a data set.
  ///
  /// - Throws: `ModelingError` if there is only one row, which leaves nothing when it is left out, or if the numbers are
  ///   so large that sums of their squares overflow.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> SelectedRidgeModel {
    let errors = try LeaveOneOutErrors(CenteredData(data, centered: intercept), for: Self.typeName)
    let outputs = data.target.columnCount
    let squares = errors.meanSquares(penalties: penalties)
    guard squares.joined().allSatisfy(\.isFinite) else { throw ModelingError.overflow(in: Self.typeName) }
    func best(_ error: ([Double]) -> Double) -> Int {
      var best = 0
      for place in squares.indices where error(squares[place]) < error(squares[best]) { best = place }
      return best
    }
    let chosen =
      perOutput
      ? (0..<outputs).map { output in best { $0[output] } }
      : [Int](repeating: best { $0.reduce(0, +) }, count: outputs)
    let model = try errors.model(penalties: chosen.map { penalties[$0] }).requireFinite(for: Self.typeName)
    return SelectedRidgeModel(
      model: model, penalties: chosen.map { penalties[$0] },
      leaveOneOutErrors: chosen.enumerated().map { squares[$1][$0] })
  }
}

/// A linear model whose penalties were chosen.
public struct SelectedRidgeModel: FittedModel, Equatable, ReadableWeights {
  /// The name in stored models.
  public static let typeName = "selected-ridge-model"

  /// The coefficients and the constants.
  public let model: LinearModel

  /// The penalty that was chosen, for each output.
  public let penalties: [Double]

  /// The mean of the squared errors of rows that were left out, for each output with its penalty.
  public let leaveOneOutErrors: [Double]

  /// The number of feature columns that predictions are made from.
  public var featureCount: Int { model.featureCount }

  /// The number of columns that predictions have.
  public var outputCount: Int { model.outputCount }

  /// The coefficients.
  public var inputWeights: Matrix<Double> { model.coefficients }

  init(model: LinearModel, penalties: [Double], leaveOneOutErrors: [Double]) {
    self.model = model
    self.penalties = penalties
    self.leaveOneOutErrors = leaveOneOutErrors
  }

  /// Reads a stored model.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    model = try container.decode(LinearModel.self, forKey: .model)
    penalties = try container.decode([Double].self, forKey: .penalties)
    leaveOneOutErrors = try container.decode([Double].self, forKey: .leaveOneOutErrors)
    guard penalties.count == model.outputCount, leaveOneOutErrors.count == model.outputCount else {
      throw DecodingError.dataCorruptedError(
        forKey: .penalties, in: container,
        debugDescription: "a model whose penalties were chosen has one for each output")
    }
  }

  /// Predicts: the features times the coefficients, plus the intercepts.
  ///
  /// - Returns: One row for each row of the features, `outputCount` columns.
  /// - Throws: `ModelingError` if the number of columns is another than `featureCount`.
  public func predictions(from features: Features) throws -> Matrix<Double> {
    try model.predictions(from: features)
  }
}
