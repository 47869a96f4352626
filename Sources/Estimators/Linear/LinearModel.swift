/// What every linear learner fits: a weight for each feature, and a constant.
public struct LinearModel: FittedModel, Equatable, ReadableWeights {
  /// The name in stored models.
  public static let typeName = "linear-model"

  /// The weights: one row for each feature, one column for each output.
  public let coefficients: Matrix<Double>

  /// The constants, one for each output: zeros for a model without intercept.
  public let intercepts: [Double]

  /// The number of feature columns that predictions are made from.
  public var featureCount: Int { coefficients.rowCount }

  /// The number of columns that predictions have.
  public var outputCount: Int { coefficients.columnCount }

  /// The coefficients.
  public var inputWeights: Matrix<Double> { coefficients }

  /// Creates a model from its numbers.
  ///
  /// - Parameters:
  ///   - coefficients: One row for each feature, one column for each output.
  ///   - intercepts: One constant for each output.
  public init(coefficients: Matrix<Double>, intercepts: [Double]) {
    precondition(coefficients.columnCount == intercepts.count, "every output has one intercept")
    self.coefficients = coefficients
    self.intercepts = intercepts
  }

  /// Creates the model that has these coefficients for data whose means were subtracted.
  init(coefficients: Matrix<Double>, featureMeans: [Double], targetMeans: [Double]) {
    var intercepts = targetMeans
    coefficients.withUnsafeElements { coefficients in
      for (feature, mean) in featureMeans.enumerated() {
        for output in intercepts.indices {
          intercepts[output] -= mean * coefficients[feature * intercepts.count + output]
        }
      }
    }
    self.init(coefficients: coefficients, intercepts: intercepts)
  }

  /// Reads a stored model.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    coefficients = try container.decode(Matrix<Double>.self, forKey: .coefficients)
    intercepts = try container.decode([Double].self, forKey: .intercepts)
    guard coefficients.columnCount == intercepts.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .intercepts, in: container,
        debugDescription: "a linear model has coefficients for \(coefficients.columnCount) outputs, but "
          + "\(intercepts.count) intercepts")
    }
    guard isFinite else {
      throw DecodingError.dataCorruptedError(
        forKey: .coefficients, in: container,
        debugDescription: "a coefficient or an intercept of a linear model is not finite")
    }
  }

  var isFinite: Bool {
    intercepts.allSatisfy(\.isFinite) && coefficients.withUnsafeElements { $0.allSatisfy(\.isFinite) }
  }

  /// Predicts: the features times the coefficients, plus the intercepts.
  ///
  /// - Returns: One row for each row of the features, `outputCount` columns.
  /// - Throws: `ModelingError` if the number of columns is another than `featureCount`.
  /// - Complexity: O(*rows* · *features* · *outputs*).
  public func predictions(from features: Features) throws -> Matrix<Double> {
    try requireColumns(of: features)
    let outputs = outputCount
    return Matrix(rowCount: features.rowCount, columnCount: outputs) { target in
      coefficients.withUnsafeElements { coefficients in
        features.forEachRowBlock(of: 1024) { block in
          let range = block.rows.lowerBound * outputs..<block.rows.upperBound * outputs
          let place = UnsafeMutableBufferPointer(rebasing: target[range])
          LinearAlgebra.multiply(block, by: coefficients, outputCount: outputs, into: place)
          place.addToRows(intercepts)
        }
      }
    }
  }
}

extension LinearModel: JoinableModel {
  /// Creates the model of the outputs of several, whose predictions are a single product.
  ///
  /// - Parameter models: At least one, all with the same number of features.
  public init(sideBySide models: [LinearModel]) {
    let (rowCount, width) = (models.first?.featureCount ?? 0, models.reduce(0) { $0 + $1.outputCount })
    let coefficients = Matrix<Double>(rowCount: rowCount, columnCount: width) { target in
      var first = 0
      for model in models {
        let outputs = model.outputCount
        model.coefficients.withUnsafeElements { own in
          for row in 0..<rowCount {
            for output in 0..<outputs { target[row * width + first + output] = own[row * outputs + output] }
          }
        }
        first += outputs
      }
    }
    self.init(coefficients: coefficients, intercepts: models.flatMap { $0.intercepts })
  }
}

extension UnsafeMutableBufferPointer<Double> {
  /// Adds the same numbers to each of the rows that follow each other here.
  fileprivate func addToRows(_ numbers: [Double]) {
    guard let base = baseAddress else { return }
    numbers.withUnsafeBufferPointer { numbers in
      for row in stride(from: base, to: base + count, by: numbers.count) {
        for column in numbers.indices { row[column] += numbers[column] }
      }
    }
  }
}
