/// An estimator that an ``Evaluator`` tries, with the parameters to try it with.
///
/// ```swift
/// Candidate(RidgeRegression(), searching: ["penalty": .logUniform(1e-3...1e3)])
/// Candidate(LassoRegression(), named: "sparse", draws: [["penalty": .number(0.1)], ["penalty": .number(1)]])
/// ```
public struct Candidate: Sendable {
  /// The estimator, whose parameters hold where none are tried.
  public var estimator: any Estimator

  /// The name, or nil for the name of the estimator's type.
  public var name: String?

  /// Which parameters are tried.
  public var parameters: Parameters

  /// The names of the preprocessing cases that it is tried after, or nil for all of them.
  ///
  /// Without any, it is tried on the features as they are, and so it is with nil where there are no cases. Candidates
  /// of different cases may have one name.
  public var preprocessing: [String]?

  /// The parameters that a candidate is tried with.
  public enum Parameters: Hashable, Sendable {
    /// What the search takes from spaces, by the names of parameters; without any, the estimator is tried once.
    case spaces([String: ParameterSpace])
    /// Values that were decided on elsewhere, by the names of parameters, whatever the search.
    case draws([[String: ParameterValue]])
  }

  /// Creates a candidate whose parameters are searched.
  ///
  /// - Parameters:
  ///   - estimator: The estimator, whose parameters hold where none are searched.
  ///   - name: The name, or nil for the name of the estimator's type.
  ///   - spaces: What to search, by the names of parameters; without any, the estimator is tried once.
  ///   - preprocessing: The names of the preprocessing cases to try it after, or nil for all of them.
  public init(
    _ estimator: any Estimator, named name: String? = nil, searching spaces: [String: ParameterSpace] = [:],
    after preprocessing: [String]? = nil
  ) {
    self.estimator = estimator
    self.name = name
    parameters = .spaces(spaces)
    self.preprocessing = preprocessing
  }

  /// Creates a candidate that is tried with given parameters, whatever the search.
  ///
  /// - Parameters:
  ///   - estimator: The estimator, whose parameters hold where none are given.
  ///   - name: The name, or nil for the name of the estimator's type.
  ///   - draws: For each trial, values by the names of parameters.
  ///   - preprocessing: The names of the preprocessing cases to try it after, or nil for all of them.
  public init(
    _ estimator: any Estimator, named name: String? = nil, draws: [[String: ParameterValue]],
    after preprocessing: [String]? = nil
  ) {
    self.estimator = estimator
    self.name = name
    parameters = .draws(draws)
    self.preprocessing = preprocessing
  }

  /// The name as results show it.
  var settledName: String { name ?? type(of: estimator).typeName }
}
