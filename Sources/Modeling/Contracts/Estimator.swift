/// A recipe that learns to predict a target from features.
///
/// ```swift
/// let model = try RidgeRegression(penalty: 0.1).fitted(to: training)
/// let predictions = try model.predictions(from: unseen)
/// ```
///
/// A type that conforms can stand in every ensemble. Fitting must not change state outside of itself: many
/// fits of one recipe run at the same time on other rows.
public protocol Estimator: Configurable {
  /// What fitting gives.
  associatedtype Model: FittedModel

  /// The name of the native library that does the work, if one does. By default none.
  static var nativeLibrary: String? { get }

  /// Whether a NaN among the features stands for a missing value. By default it is refused.
  static var acceptsMissing: Bool { get }

  /// Whether a column of categories may hold the places of words. By default such a column is refused.
  static var acceptsCategories: Bool { get }

  /// Whether it takes the weights of examples into account. By default weighted examples are refused.
  static var acceptsWeights: Bool { get }

  /// What targets it learns: numbers, or classes where its model is a `ClassifierModel`.
  static var targetKind: TargetKind { get }

  /// The laws that it cannot keep, each with the reason. By default none.
  static var exemptions: [LearningLaw: String] { get }

  /// The number of columns that its models predict. By default one for each output of the target, or one for classes.
  ///
  /// An estimator whose predictions have another width, such as several quantiles of one output, says so here: an
  /// ensemble makes room for them before the first fit.
  ///
  /// - Parameter data: The examples, whose features may be missing: the width does not depend on them.
  /// - Returns: A positive number, the `outputCount` of every model that is fitted to rows of the data.
  func outputCount(for data: Dataset) -> Int

  /// Fits to a data set.
  ///
  /// - Parameters:
  ///   - data: The examples: finite numbers, at least one row and one column.
  ///   - context: What the fit may depend on besides data and parameters.
  /// - Returns: The model.
  /// - Throws: `ModelingError` if a parameter is out of range or the data cannot be fitted;
  ///   `CancellationError` if the task was cancelled during a long fit.
  func fitted(to data: Dataset, in context: FittingContext) throws -> Model
}

extension Estimator {
  /// None does.
  public static var nativeLibrary: String? { nil }

  /// False: a NaN among the features is refused.
  public static var acceptsMissing: Bool { false }

  /// False: a column of categories is refused.
  public static var acceptsCategories: Bool { false }

  /// False: weighted examples are refused.
  public static var acceptsWeights: Bool { false }

  /// Numbers.
  public static var targetKind: TargetKind { .numbers }

  /// None: all laws are kept.
  public static var exemptions: [LearningLaw: String] { [:] }

  /// One column for each output of the target.
  public func outputCount(for data: Dataset) -> Int { data.target.columnCount }

  /// Fits to a data set on its own, outside of any ensemble.
  ///
  /// - Throws: `ModelingError` if a parameter is out of range, a number is not finite, there is no row or no
  ///   column, or the data cannot be fitted.
  public func fitted(to data: Dataset) throws -> Model {
    try validate()
    guard data.rowCount > 0, data.features.columnCount > 0 else {
      throw ModelingError(
        .tooFewRows,
        "“\(Self.typeName)” needs at least one row and one column, but the data set has "
          + "\(data.rowCount.counted("row")) and \(data.features.columnCount.counted("column"))")
    }
    if Self.acceptsMissing { try data.requireFiniteTarget() } else { try data.requireFinite() }
    try Self.requireSuitable(data)
    return try fitted(to: data, in: FittingContext())
  }

  /// Checks that this kind of estimator can learn from targets and weights such as these.
  ///
  /// - Throws: `ModelingError` naming the estimator and what it cannot learn from.
  package static func requireSuitable(_ data: Dataset) throws {
    switch (targetKind, data.targetKind) {
    case (.numbers, .numbers), (.classes, .classes): break
    case (.numbers, .classes):
      throw ModelingError(
        .unsuitableTarget,
        "“\(typeName)” predicts numbers, but the target has classes; use a classifier, or give the target as numbers"
      )
    case (.classes, .numbers):
      throw ModelingError(
        .unsuitableTarget,
        "“\(typeName)” tells classes apart, but the target has numbers; use a regression, or give the target as labels"
      )
    }
    if !acceptsCategories { try data.requireNoCategories(for: typeName) }
    guard acceptsWeights || !data.isWeighted else {
      throw ModelingError(
        .unsuitableTarget, "“\(typeName)” does not know weights; leave it out, or fit without weights")
    }
  }
}

extension Estimator where Model: ClassifierModel {
  /// Classes.
  public static var targetKind: TargetKind { .classes }
}

/// What an estimator has learned.
public protocol FittedModel: Codable, Sendable {
  /// The name of the type in stored models. It never changes once it has been published.
  static var typeName: String { get }

  /// The number of feature columns that predictions are made from.
  var featureCount: Int { get }

  /// The number of columns that predictions have.
  var outputCount: Int { get }

  /// Predicts.
  ///
  /// - Parameter features: Any number of rows, `featureCount` columns.
  /// - Returns: One row for each row of the features, `outputCount` columns.
  /// - Throws: `ModelingError` if the number of columns is another than `featureCount`.
  func predictions(from features: Features) throws -> Matrix<Double>
}

extension FittedModel {
  /// Predicts from a matrix or a view of one.
  ///
  /// - Returns: One row for each row of the features, `outputCount` columns.
  /// - Throws: `ModelingError` if the number of columns is another than `featureCount`.
  public func predictions(from source: some FeatureSource) throws -> Matrix<Double> {
    try predictions(from: source.features)
  }

  /// Predicts, and checks that the result has the shape that this model promises.
  ///
  /// Ensembles copy predictions by shape. A type from elsewhere that breaks its promise must not break them.
  package func shapedPredictions(from features: Features) throws -> Matrix<Double> {
    let predictions = try predictions(from: features)
    guard predictions.rowCount == features.rowCount, predictions.columnCount == outputCount else {
      throw ModelingError(
        .mismatchedShapes,
        "a model of type “\(Self.typeName)” predicted \(predictions.rowCount)×\(predictions.columnCount) numbers "
          + "where it promises \(features.rowCount)×\(outputCount)")
    }
    return predictions
  }

  /// Checks that features have the number of columns that this model was fitted to.
  ///
  /// - Throws: `ModelingError` with both numbers.
  public func requireColumns(of features: Features) throws {
    guard features.columnCount == featureCount else {
      throw ModelingError(
        .mismatchedShapes,
        "this model was fitted to \(featureCount.counted("column")) of features, but was given \(features.columnCount)"
      )
    }
  }
}

/// What an estimator of classes has learned.
///
/// Its predictions are one column with the number of the class of each row.
public protocol ClassifierModel: FittedModel {
  /// The number of classes that the target had, whether or not all of them occurred among the training rows.
  var classCount: Int { get }

  /// The probability of each class.
  ///
  /// - Parameter features: Any number of rows, `featureCount` columns.
  /// - Returns: One row for each row of the features, `classCount` columns, each row with a sum of 1.
  /// - Throws: `ModelingError` if the number of columns is another than `featureCount`.
  func probabilities(from features: Features) throws -> Matrix<Double>
}

extension ClassifierModel {
  /// One column: the number of the class.
  public var outputCount: Int { 1 }

  /// The number of the most probable class of each row, the lowest of several that are equally probable.
  ///
  /// Where a probability is a NaN, so is the class.
  ///
  /// - Throws: `ModelingError` if the number of columns is another than `featureCount`.
  public func predictions(from features: Features) throws -> Matrix<Double> {
    let probabilities = try probabilities(from: features)
    return Matrix(
      column: (0..<probabilities.rowCount).map { row in
        var best = 0
        for candidate in 0..<probabilities.columnCount {
          let probability = probabilities[row, candidate]
          if probability.isNaN { return .nan }
          if probability > probabilities[row, best] { best = candidate }
        }
        return Double(best)
      })
  }

  /// The probability of each class, from a matrix or a view of one.
  ///
  /// - Throws: `ModelingError` if the number of columns is another than `featureCount`.
  public func probabilities(from source: some FeatureSource) throws -> Matrix<Double> {
    try probabilities(from: source.features)
  }
}

/// What a fit may depend on besides its data and its parameters.
public struct FittingContext: Hashable, Sendable {
  /// Where random numbers start.
  ///
  /// Each fit of an ensemble has a seed of its own, which depends on the ensemble's seed, the layer, the
  /// learner, the partition and the fold, and on nothing else.
  public var seed: UInt64

  /// Creates a context.
  public init(seed: UInt64 = 0) { self.seed = seed }

  /// The context of a part of the work, told apart by numbers.
  ///
  /// The seed is mixed with each number by the finaliser of SplitMix64 (Steele, Lea and Flood, “Fast splittable
  /// pseudorandom number generators”, OOPSLA 2014), so that neighbouring parts share nothing, nor do those of
  /// neighbouring seeds.
  package func part(_ numbers: Int...) -> FittingContext { mixed(with: numbers) }

  /// The context of a part of the work that has a name.
  package func part(named name: String) -> FittingContext { mixed(with: name.utf8.map(Int.init)) }

  private func mixed(with numbers: [Int]) -> FittingContext {
    // The seed is mixed before it meets a number too: part 1 of seed 0 would be part 0 of seed 1 otherwise.
    FittingContext(
      seed: numbers.reduce(seed) { state, number in
        Self.finalised(Self.finalised(state) ^ UInt64(bitPattern: Int64(number)))
      })
  }

  private static func finalised(_ number: UInt64) -> UInt64 {
    var mixer = SplitMix64(seed: number)
    return mixer.next()
  }
}
