/// A weighted mean of the probabilities of several classifiers.
public struct CombinedProbabilities: ClassifierModel, Equatable, ReadableWeights {
  /// The name in stored models.
  public static let typeName = "combined-probabilities"

  /// The weight of each classifier, which sum to 1.
  public let weights: [Double]

  /// The number of classes.
  public let classCount: Int

  /// The number of feature columns: one for each class from every classifier.
  public var featureCount: Int { weights.count * classCount }

  /// The weight of each column: one column, since all classes of a classifier have the same weight.
  public var inputWeights: Matrix<Double> {
    Matrix(column: weights.flatMap { repeatElement($0, count: classCount) })
  }

  init(weights: [Double], classCount: Int) {
    self.weights = weights
    self.classCount = classCount
  }

  /// Reads a stored model.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    weights = try container.decode([Double].self, forKey: .weights)
    classCount = try container.decode(Int.self, forKey: .classCount)
    guard classCount > 0, !weights.isEmpty, weights.allSatisfy({ $0 >= 0 && $0.isFinite }),
      !weights.count.multipliedReportingOverflow(by: classCount).overflow
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .weights, in: container,
        debugDescription: "combined probabilities need weights of at least 0 and at least one class")
    }
  }

  /// The weighted mean of the probabilities.
  ///
  /// Rows whose inputs do not sum to 1, because they were rounded, are scaled so that they do.
  ///
  /// - Returns: One row for each row of the features, `classCount` columns.
  /// - Throws: `ModelingError` if the number of columns is another than `featureCount`.
  public func probabilities(from features: Features) throws -> Matrix<Double> {
    try requireColumns(of: features)
    var probabilities = Matrix<Double>(rowCount: features.rowCount, columnCount: classCount, repeating: 0)
    probabilities.withUnsafeMutableElements { target in
      features.forEachRowBlock(of: 1024) { block in
        for row in 0..<block.rowCount {
          let inputs = block.row(row)
          let start = (block.rows.lowerBound + row) * classCount
          var sum = 0.0
          for candidate in 0..<classCount {
            var mean = 0.0
            for (place, weight) in weights.enumerated() {
              mean += weight * inputs[place * classCount + candidate]
            }
            target[start + candidate] = mean
            sum += mean
          }
          guard sum > 0 else { continue }
          for place in start..<start + classCount { target[place] /= sum }
        }
      }
    }
    return probabilities
  }
}
