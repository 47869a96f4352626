private import Foundation

/// What logistic regression fits.
public struct LogisticModel: ClassifierModel, Equatable, ReadableWeights {
  /// The name in stored models.
  public static let typeName = "logistic-model"

  /// The coefficients: one row for each feature.
  ///
  /// If two classes occurred, one column, that of the second; else one column for each of `classes`, or none if only
  /// one class occurred.
  public let coefficients: Matrix<Double>

  /// The constants, one for each column of coefficients: zeros for a model without intercept.
  public let intercepts: [Double]

  /// The numbers of the classes that occurred among the training rows, in ascending order.
  public let classes: [Int]

  /// The number of classes that the target had.
  public let classCount: Int

  /// The number of feature columns that predictions are made from.
  public var featureCount: Int { coefficients.rowCount }

  /// The coefficients.
  public var inputWeights: Matrix<Double> { coefficients }

  init(coefficients: Matrix<Double>, intercepts: [Double], classes: [Int], classCount: Int) {
    self.coefficients = coefficients
    self.intercepts = intercepts
    self.classes = classes
    self.classCount = classCount
  }

  /// Reads a stored model.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    coefficients = try container.decode(Matrix<Double>.self, forKey: .coefficients)
    intercepts = try container.decode([Double].self, forKey: .intercepts)
    classes = try container.decode([Int].self, forKey: .classes)
    classCount = try container.decode(Int.self, forKey: .classCount)
    let columns = classes.count > 2 ? classes.count : classes.count - 1
    guard columns >= 0, coefficients.columnCount == columns, intercepts.count == columns,
      zip(classes, classes.dropFirst()).allSatisfy(<),
      classes.allSatisfy({ $0 >= 0 && $0 < classCount })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .classes, in: container,
        debugDescription: "a logistic model has coefficients and intercepts for other classes than it lists")
    }
    guard intercepts.allSatisfy(\.isFinite), coefficients.withUnsafeElements({ $0.allSatisfy(\.isFinite) })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .coefficients, in: container,
        debugDescription: "a coefficient or an intercept of a logistic model is not finite")
    }
  }

  /// The probability of each class: 0 for one that did not occur among the training rows.
  ///
  /// - Returns: One row for each row of the features, `classCount` columns.
  /// - Throws: `ModelingError` if the number of columns is another than `featureCount`.
  /// - Complexity: O(*rows* · *features* · *classes*).
  public func probabilities(from features: Features) throws -> Matrix<Double> {
    try requireColumns(of: features)
    let outputs = intercepts.count
    var probabilities = Matrix<Double>(rowCount: features.rowCount, columnCount: classCount, repeating: 0)
    var scores = [Double](repeating: 0, count: min(features.rowCount, blockRows) * outputs)
    probabilities.withUnsafeMutableElements { probabilities in
      coefficients.withUnsafeElements { coefficients in
        features.forEachRowBlock(of: blockRows) { block in
          if outputs > 0 {
            scores.withUnsafeMutableBufferPointer {
              LinearAlgebra.multiply(block, by: coefficients, outputCount: outputs, into: $0)
            }
          }
          for row in 0..<block.rowCount {
            let start = (block.rows.lowerBound + row) * classCount
            write(
              scores[row * outputs..<(row + 1) * outputs],
              to: UnsafeMutableBufferPointer(rebasing: probabilities[start..<start + classCount]))
          }
        }
      }
    }
    return probabilities
  }

  /// Writes the probabilities that belong to the scores of a row.
  private func write(_ scores: ArraySlice<Double>, to row: UnsafeMutableBufferPointer<Double>) {
    switch classes.count {
    case 1: row[classes[0]] = 1
    case 2:
      let score = scores[scores.startIndex] + intercepts[0]
      let odds = exp(-abs(score))
      row[classes[score >= 0 ? 0 : 1]] = odds / (1 + odds)
      row[classes[score >= 0 ? 1 : 0]] = 1 / (1 + odds)
    default:
      var largest = -Double.infinity
      for (score, intercept) in zip(scores, intercepts) { largest = max(largest, score + intercept) }
      var sum = 0.0
      for (place, score) in zip(classes.indices, scores) {
        let term = exp(score + intercepts[place] - largest)
        row[classes[place]] = term
        sum += term
      }
      for place in classes { row[place] /= sum }
    }
  }
}

private let blockRows = 1024
