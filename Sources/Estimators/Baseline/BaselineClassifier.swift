/// Predicts how frequent each class was among the training rows, whatever the features are.
///
/// What a classifier must beat: the most frequent class is its prediction. Weights count as repetitions.
///
/// - Complexity: O(*n*) for *n* rows.
public struct BaselineClassifier: Estimator {
  /// The name in recipe files.
  public static let typeName = "baseline-classifier"
  /// One line for lists of learners.
  public static let summary = "the frequencies of the classes, whatever the features are"
  /// Weights count as repetitions.
  public static let acceptsWeights = true
  /// A missing feature is as good as any other.
  public static let acceptsMissing = true
  /// So is the place of a word.
  public static let acceptsCategories = true
  /// There are none.
  public static let parameters: [Parameter<BaselineClassifier>] = []

  /// Creates a recipe.
  public init() {}

  /// Fits to the target of a data set.
  ///
  /// - Throws: `ModelingError` if no example counts.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> ConstantProbabilities {
    let classes = try ClassRows.all(of: data, for: Self.typeName)
    let total = classes.reduce(0) { $0 + $1.weight }
    var frequencies = [Double](repeating: 0, count: data.classes?.count ?? 0)
    for one in classes { frequencies[one.number] = one.weight / total }
    return ConstantProbabilities(frequencies: frequencies, featureCount: data.features.columnCount)
  }
}

/// The same probabilities for every row.
public struct ConstantProbabilities: ClassifierModel, Equatable {
  /// The name in stored models.
  public static let typeName = "constant-probabilities"

  /// The probability of each class.
  public let frequencies: [Double]

  /// The number of feature columns that predictions are made from.
  public let featureCount: Int

  /// The number of classes that the target had.
  public var classCount: Int { frequencies.count }

  init(frequencies: [Double], featureCount: Int) {
    self.frequencies = frequencies
    self.featureCount = featureCount
  }

  /// Reads a stored model.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    frequencies = try container.decode([Double].self, forKey: .frequencies)
    featureCount = try container.decode(Int.self, forKey: .featureCount)
    guard !frequencies.isEmpty, frequencies.allSatisfy({ $0 >= 0 && $0 <= 1 }), featureCount >= 0 else {
      throw DecodingError.dataCorruptedError(
        forKey: .frequencies, in: container, debugDescription: "probabilities are numbers from 0 to 1")
    }
  }

  /// The probabilities, once for each row.
  ///
  /// - Throws: `ModelingError` if the number of columns is another than `featureCount`.
  public func probabilities(from features: Features) throws -> Matrix<Double> {
    try requireColumns(of: features)
    return Matrix(rowCount: features.rowCount, columnCount: classCount) { target in
      for index in 0..<features.rowCount * classCount {
        target.initializeElement(at: index, to: frequencies[index % classCount])
      }
    }
  }
}
