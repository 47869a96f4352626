/// A family of ensembles that an ``Evaluator`` tries: how one is made from values of parameters.
///
/// ```swift
/// EnsembleCandidate(named: "stack", searching: ["penalty": .logUniform(1e-3...1e3)]) { values in
///   var ridge = RidgeRegression()
///   for (name, value) in values { try ridge.set(name, to: value) }
///   return SuperLearner(folds: 3) { Layer { OrdinaryLeastSquares(); ridge.named("ridge") } } meta: { RidgeRegression() }
/// }
/// ```
///
/// The closure is called in the process of the caller, so that ensembles can be tried on every backend that can fit
/// them.
public struct EnsembleCandidate: Sendable {
  /// The name.
  public var name: String

  /// Which parameters are tried.
  public var parameters: Candidate.Parameters

  /// Makes the ensemble of one draw.
  public var ensemble: @Sendable (_ values: [String: ParameterValue]) throws -> any Ensemble

  /// Creates a candidate whose parameters are searched.
  ///
  /// - Parameters:
  ///   - name: The name.
  ///   - spaces: What to search, by names that mean something to the closure; without any, it is called once.
  ///   - ensemble: Makes the ensemble of one draw.
  public init(
    named name: String, searching spaces: [String: ParameterSpace] = [:],
    _ ensemble: @escaping @Sendable (_ values: [String: ParameterValue]) throws -> any Ensemble
  ) {
    self.name = name
    parameters = .spaces(spaces)
    self.ensemble = ensemble
  }

  /// Creates a candidate that is tried with given values, whatever the search.
  ///
  /// - Parameters:
  ///   - name: The name.
  ///   - draws: For each trial, values by names that mean something to the closure.
  ///   - ensemble: Makes the ensemble of one draw.
  public init(
    named name: String, draws: [[String: ParameterValue]],
    _ ensemble: @escaping @Sendable (_ values: [String: ParameterValue]) throws -> any Ensemble
  ) {
    self.name = name
    parameters = .draws(draws)
    self.ensemble = ensemble
  }
}
