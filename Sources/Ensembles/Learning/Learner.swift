/// An estimator with its place in a layer: what it is called, and whose features it sees.
public struct Learner: Sendable {
  /// What a learner's predictions come from.
  enum Source: Sendable {
    case estimator(any Estimator)
    case model(any FittedModel)
  }

  let source: Source

  /// What is fitted, or nil for a learner that has been fitted before.
  public var estimator: (any Estimator)? {
    guard case .estimator(let estimator) = source else { return nil }
    return estimator
  }

  /// The model of a learner that has been fitted before, or nil.
  public var model: (any FittedModel)? {
    guard case .model(let model) = source else { return nil }
    return model
  }

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
  ///   - transformer: The name of a transformer of the same group, or nil.
  public init(_ estimator: any Estimator, named name: String? = nil, after transformer: String? = nil) {
    source = .estimator(estimator)
    self.name = name
    self.transformer = transformer
  }

  /// Creates a learner from a model that is never fitted again.
  ///
  /// What it predicts for the training rows counts as its prediction of unseen rows. If it has learned from them, its
  /// score is better than it deserves, and so is the weight that a meta learner gives it.
  ///
  /// - Parameters:
  ///   - model: What predicts.
  ///   - name: The name, or nil for the name of the model's type.
  ///   - transformer: The name of a transformer of the same group, or nil.
  public init(fitted model: any FittedModel, named name: String? = nil, after transformer: String? = nil) {
    source = .model(model)
    self.name = name
    self.transformer = transformer
  }

  /// The name of the type of the estimator or the model.
  package var typeName: String {
    switch source {
    case .estimator(let estimator): type(of: estimator).typeName
    case .model(let model): type(of: model).typeName
    }
  }

  /// Whether it tells classes apart.
  var targetKind: TargetKind {
    switch source {
    case .estimator(let estimator): type(of: estimator).targetKind
    case .model(let model): model is any ClassifierModel ? .classes : .numbers
    }
  }

  /// Whether a NaN among the features stands for a missing value.
  var acceptsMissing: Bool {
    estimator.map { type(of: $0).acceptsMissing } ?? false
  }
}

extension Estimator {
  /// This estimator as a learner of that name.
  public func named(_ name: String) -> Learner { Learner(self, named: name) }
}
