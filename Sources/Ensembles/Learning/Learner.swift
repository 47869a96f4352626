/// An estimator with its place in a layer: what it is called, and whose features it sees.
public struct Learner: Sendable {
  /// What is fitted.
  public var estimator: any Estimator

  /// The name, or nil for the name of the estimator's type.
  ///
  /// Names order the columns of a layer by their bytes: “Z” comes before “a”, and “ols-10” before “ols-2”.
  public var name: String?

  /// The name of the transformer whose features it sees, or nil for the features of the layer.
  public var transformer: String?

  /// Creates a learner.
  ///
  /// - Parameters:
  ///   - estimator: What is fitted.
  ///   - name: The name, or nil for the name of the estimator's type.
  ///   - transformer: The name of a transformer of the same layer, or nil.
  public init(_ estimator: any Estimator, named name: String? = nil, after transformer: String? = nil) {
    self.estimator = estimator
    self.name = name
    self.transformer = transformer
  }
}

extension Estimator {
  /// This estimator as a learner of that name.
  public func named(_ name: String) -> Learner { Learner(self, named: name) }
}
