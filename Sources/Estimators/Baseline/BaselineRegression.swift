/// Predicts the mean or the median of the training target, whatever the features are.
///
/// What a learner must beat. The mean has the least squared error of all constants, the median the least absolute one.
/// Weights count as repetitions.
///
/// - Complexity: O(*n*) for the mean, O(*n* log *n*) for the median of *n* rows.
public struct BaselineRegression: Estimator {
  /// The name in recipe files.
  public static let typeName = "baseline"
  /// One line for lists of learners.
  public static let summary = "the mean or the median of the target, whatever the features are"
  /// Weights count as repetitions.
  public static let acceptsWeights = true
  /// A missing feature is as good as any other.
  public static let acceptsMissing = true
  /// So is the place of a word.
  public static let acceptsCategories = true
  /// The parameters.
  public static let parameters: [Parameter<BaselineRegression>] = [
    .flag("median", \.median, "whether the median is predicted instead of the mean")
  ]

  /// Whether the median is predicted instead of the mean.
  public var median: Bool

  /// Creates a recipe that predicts the mean.
  public init() { self.init(median: false) }

  /// Creates a recipe.
  public init(median: Bool) { self.median = median }

  /// Fits to the target of a data set.
  ///
  /// - Throws: `ModelingError` if no example counts, or if the mean is too large for a `Double`.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> ConstantModel {
    let constants: [Double]
    if median {
      let weights = data.weights
      guard weights?.contains(where: { $0 > 0 }) ?? true else {
        throw ModelingError(.tooFewRows, "“\(Self.typeName)” needs at least one example of positive weight")
      }
      constants = (0..<data.target.columnCount).map { column in
        WeightedQuantile.values(
          at: [0.5], of: Features(data.target).columns([column]).matrix().elements, weights: weights)[0]
      }
    } else {
      constants = try WeightedMoments(data).targetMeans
    }
    guard constants.allSatisfy(\.isFinite) else { throw ModelingError.overflow(in: Self.typeName) }
    return ConstantModel(constants: constants, featureCount: data.features.columnCount)
  }
}

/// The same prediction for every row.
public struct ConstantModel: FittedModel, Equatable {
  /// The name in stored models.
  public static let typeName = "constant-model"

  /// The predictions, one for each output.
  public let constants: [Double]

  /// The number of feature columns that predictions are made from.
  public let featureCount: Int

  /// The number of columns that predictions have.
  public var outputCount: Int { constants.count }

  init(constants: [Double], featureCount: Int) {
    self.constants = constants
    self.featureCount = featureCount
  }

  /// Reads a stored model.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    constants = try container.decode([Double].self, forKey: .constants)
    featureCount = try container.decode(Int.self, forKey: .featureCount)
    guard !constants.isEmpty, constants.allSatisfy(\.isFinite), featureCount >= 0 else {
      throw DecodingError.dataCorruptedError(
        forKey: .constants, in: container,
        debugDescription: "a constant model needs a finite constant for each output")
    }
  }

  /// The constants, once for each row.
  ///
  /// - Throws: `ModelingError` if the number of columns is another than `featureCount`.
  public func predictions(from features: Features) throws -> Matrix<Double> {
    try requireColumns(of: features)
    return Matrix(rowCount: features.rowCount, columnCount: constants.count) { target in
      for index in 0..<features.rowCount * constants.count {
        target.initializeElement(at: index, to: constants[index % constants.count])
      }
    }
  }
}
