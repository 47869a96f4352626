/// A recipe: a value whose parameters say what is to be fitted, before it is.
///
/// Estimators and preprocessors are recipes. Fitting one gives a value of another type, so that a model which
/// is not fitted cannot be asked for predictions.
///
/// A conforming type declares its parameters once, and from that declaration come the recipe files of the
/// command-line tool, the list of learners with defaults and ranges, and the checks before a fit.
public protocol Configurable: Codable, Hashable, Sendable {
  /// The name of the type in recipe files and stored models. It never changes once it has been published.
  static var typeName: String { get }

  /// One line that says what the type does.
  static var summary: String { get }

  /// The parameters, in the order in which they are listed.
  static var parameters: [Parameter<Self>] { get }

  /// Creates a recipe with the default of every parameter.
  init()
}

extension Configurable {
  /// Checks that every parameter is within its range.
  ///
  /// - Throws: `ModelingError` naming the type, the parameter, its value and the range.
  public func validate() throws {
    for parameter in Self.parameters {
      try parameter.validate(parameter.value(of: self), in: Self.typeName)
    }
  }

  /// Sets the parameter of that name.
  ///
  /// - Throws: `ModelingError` if there is no such parameter (the nearest name is suggested), or if the value
  ///   has the wrong kind or is out of range.
  public mutating func set(_ name: String, to value: ParameterValue) throws {
    guard let parameter = Self.parameters.first(where: { $0.name == name }) else {
      throw ModelingError(
        .unknownName,
        "“\(Self.typeName)” has no parameter “\(name)”"
          + Spelling.hint(for: name, among: Self.parameters.map(\.name)))
    }
    try parameter.set(value, in: &self, of: Self.typeName)
  }
}
