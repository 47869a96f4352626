/// The types that recipe files and stored models may name.
///
/// Loading a model creates values of registered types only, and runs no code that the model brings along.
///
/// ```swift
/// var registry = Registry.standard
/// registry.register(MyEstimator.self)
/// let model = try EnsembleModel(contentsOf: "model", registry: registry)
/// ```
public struct Registry: Sendable {
  private(set) var estimatorTypes: [String: any Estimator.Type] = [:]
  private(set) var preprocessorTypes: [String: any Preprocessor.Type] = [:]
  private(set) var modelTypes: [String: any FittedModel.Type] = [:]
  private(set) var fittedPreprocessorTypes: [String: any FittedPreprocessor.Type] = [:]
  private(set) var partitionerTypes: [String: any Partitioner.Type] = [:]
  private(set) var fittedPartitionerTypes: [String: any FittedPartitioner.Type] = [:]

  /// Creates a registry that knows no type.
  public init() {}

  /// Adds an estimator and the model that it fits.
  ///
  /// A type of the same name is replaced.
  public mutating func register<E: Estimator>(_ type: E.Type) {
    estimatorTypes[E.typeName] = type
    modelTypes[E.Model.typeName] = E.Model.self
  }

  /// Adds a preprocessor and what it fits.
  ///
  /// A type of the same name is replaced.
  public mutating func register<P: Preprocessor>(_ type: P.Type) {
    preprocessorTypes[P.typeName] = type
    fittedPreprocessorTypes[P.Fitted.typeName] = P.Fitted.self
  }

  /// Adds a partitioner and what it fits.
  ///
  /// A type of the same name is replaced.
  public mutating func register<P: Partitioner>(_ type: P.Type) {
    partitionerTypes[P.typeName] = type
    fittedPartitionerTypes[P.Fitted.typeName] = P.Fitted.self
  }

  /// Adds what a preprocessor fits, but not its recipe.
  package mutating func register<P: FittedPreprocessor>(fitted type: P.Type) {
    fittedPreprocessorTypes[P.typeName] = type
  }

  /// The estimators, ordered by name.
  public var estimators: [any Estimator.Type] {
    estimatorTypes.values.sorted { $0.typeName < $1.typeName }
  }

  /// The preprocessors, ordered by name.
  public var preprocessors: [any Preprocessor.Type] {
    preprocessorTypes.values.sorted { $0.typeName < $1.typeName }
  }

  /// The partitioners, ordered by name.
  public var partitioners: [any Partitioner.Type] {
    partitionerTypes.values.sorted { $0.typeName < $1.typeName }
  }

  /// The estimator of a name.
  ///
  /// - Throws: `ModelingError` with the nearest name if there is none.
  public func estimator(named name: String) throws -> any Estimator.Type {
    try Self.find(name, in: estimatorTypes, what: "learner")
  }

  /// The preprocessor of a name.
  ///
  /// - Throws: `ModelingError` with the nearest name if there is none.
  public func preprocessor(named name: String) throws -> any Preprocessor.Type {
    try Self.find(name, in: preprocessorTypes, what: "preprocessing step")
  }

  /// The partitioner of a name.
  ///
  /// - Throws: `ModelingError` with the nearest name if there is none.
  public func partitioner(named name: String) throws -> any Partitioner.Type {
    try Self.find(name, in: partitionerTypes, what: "partitioner")
  }

  func model(named name: String) throws -> any FittedModel.Type {
    try Self.find(name, in: modelTypes, what: "model type")
  }

  func fittedPreprocessor(named name: String) throws -> any FittedPreprocessor.Type {
    try Self.find(name, in: fittedPreprocessorTypes, what: "fitted preprocessing step")
  }

  func fittedPartitioner(named name: String) throws -> any FittedPartitioner.Type {
    try Self.find(name, in: fittedPartitionerTypes, what: "fitted partitioner")
  }

  private static func find<T>(_ name: String, in types: [String: T], what: String) throws -> T {
    guard let type = types[name] else {
      throw ModelingError(
        .unknownName, "no \(what) is called “\(name)”" + Spelling.hint(for: name, among: Array(types.keys)))
    }
    return type
  }
}

extension CodingUserInfoKey {
  /// The registry that decoding finds types in.
  package static let registry = CodingUserInfoKey(rawValue: "swift-ensembles.registry").unsafelyUnwrapped
}
