private import Foundation

/// Naive Bayes for numbers: each feature of each class is spread around its mean as a normal distribution of its own.
///
/// A class is as probable as it was frequent times the density of the row's features under it, as if the features of a
/// class had nothing to do with each other. To every variance is added `smoothing` times the largest variance of a
/// feature among all rows, so that a feature which is constant within a class does not decide alone.
///
/// A class without an example of positive weight is given probability 0. A row that is infinitely improbable under all
/// classes is given the frequencies. Weights count as repetitions.
///
/// - Complexity: O(*n* *p*) time for *n* rows and *p* columns, O(*p* *k*) memory for *k* classes.
///
/// Source: T. Hastie, R. Tibshirani and J. Friedman, *The Elements of Statistical Learning*, 2nd edition (2009), §6.6.3.
public struct GaussianNaiveBayes: Estimator {
  /// The name in recipe files.
  public static let typeName = "gaussian-naive-bayes"
  /// One line for lists of learners.
  public static let summary = "normal distributions of each feature within each class"
  /// Weights count as repetitions.
  public static let acceptsWeights = true
  /// The parameters.
  public static let parameters: [Parameter<GaussianNaiveBayes>] = [
    .number("smoothing", \.smoothing, .atLeast(0), "added to variances, relative to the largest of a feature")
  ]

  /// What is added to all variances, relative to the largest variance of a feature, at least 0.
  public var smoothing: Double

  /// Creates a recipe with the default of every parameter.
  public init() { self.init(smoothing: 1e-9) }

  /// Creates a recipe.
  public init(smoothing: Double) { self.smoothing = smoothing }

  /// Fits to a data set of classes.
  ///
  /// - Throws: `ModelingError` if the numbers are so large that their variances overflow.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> GaussianClasses {
    let classes = try ClassRows.all(of: data, for: Self.typeName)
    let all = try WeightedMoments(data)
    let largest = all.featureDeviations(from: all.featureMeans).map { $0 * $0 }.max() ?? 0
    let spreads = try classes.map { one in
      let moments = try WeightedMoments(one.data)
      let means = moments.featureMeans
      return GaussianSpread(
        number: one.number, weight: one.weight, means: means,
        variances: moments.featureDeviations(from: means).map { $0 * $0 })
    }
    return try model(of: spreads, largestVariance: largest, classCount: data.classes?.count ?? 0)
  }

  /// The model of classes, at least one.
  ///
  /// - Throws: `ModelingError` if a number is not finite.
  func model(
    of classes: [GaussianSpread], largestVariance: Double, classCount: Int
  ) throws -> GaussianClasses {
    let means = classes.flatMap(\.means)
    let variances = classes.flatMap(\.variances).map {
      // A variance of nothing leaves a density that only the mean itself does not turn into 0.
      Swift.max($0 + smoothing * largestVariance, .leastNormalMagnitude)
    }
    guard means.allSatisfy(\.isFinite), variances.allSatisfy(\.isFinite) else {
      throw ModelingError.overflow(in: Self.typeName)
    }
    let (total, width) = (classes.reduce(0) { $0 + $1.weight }, means.count / classes.count)
    return GaussianClasses(
      means: Matrix(rowCount: classes.count, columnCount: width, elements: means),
      variances: Matrix(rowCount: classes.count, columnCount: width, elements: variances),
      frequencies: classes.map { Swift.max($0.weight / total, .leastNonzeroMagnitude) },
      classes: classes.map(\.number), classCount: classCount)
  }
}

/// The means and variances of the features of a class.
struct GaussianSpread {
  /// The number of the class.
  let number: Int
  /// How much its rows count together, more than 0.
  let weight: Double
  let means: [Double]
  let variances: [Double]
}

/// A mean and a variance for each feature of each class.
public struct GaussianClasses: ClassifierModel, Equatable {
  /// The name in stored models.
  public static let typeName = "gaussian-classes"

  /// The means: one row for each of `classes`, one column for each feature.
  public let means: Matrix<Double>

  /// The variances, above 0: one row for each of `classes`, one column for each feature.
  public let variances: Matrix<Double>

  /// How much of the training weight each of `classes` had.
  public let frequencies: [Double]

  /// The numbers of the classes that occurred among the training rows, in ascending order.
  public let classes: [Int]

  /// The number of classes that the target had.
  public let classCount: Int

  /// The number of feature columns that predictions are made from.
  public var featureCount: Int { means.columnCount }

  init(
    means: Matrix<Double>, variances: Matrix<Double>, frequencies: [Double], classes: [Int], classCount: Int
  ) {
    self.means = means
    self.variances = variances
    self.frequencies = frequencies
    self.classes = classes
    self.classCount = classCount
  }

  /// Reads a stored model.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    means = try container.decode(Matrix<Double>.self, forKey: .means)
    variances = try container.decode(Matrix<Double>.self, forKey: .variances)
    frequencies = try container.decode([Double].self, forKey: .frequencies)
    classes = try container.decode([Int].self, forKey: .classes)
    classCount = try container.decode(Int.self, forKey: .classCount)
    guard means.rowCount == classes.count, variances.rowCount == classes.count,
      variances.columnCount == means.columnCount, means.withUnsafeElements({ $0.allSatisfy(\.isFinite) }),
      variances.withUnsafeElements({ $0.allSatisfy { $0 > 0 && $0.isFinite } })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .variances, in: container,
        debugDescription:
          "a model of normal distributions needs a mean and a positive variance for each class")
    }
    try ClassFrequencies.check(frequencies, of: classes, among: classCount) { message in
      DecodingError.dataCorruptedError(forKey: .classes, in: container, debugDescription: message)
    }
  }

  /// The probability of each class: 0 for one that did not occur among the training rows.
  ///
  /// - Throws: `ModelingError` if the number of columns is another than `featureCount`.
  /// - Complexity: O(*rows* · *features* · *classes*).
  public func probabilities(from features: Features) throws -> Matrix<Double> {
    try requireColumns(of: features)
    let width = means.columnCount
    let constants = classes.indices.map { place in
      log(frequencies[place]) - variances.row(place).reduce(0) { $0 + log(2 * .pi * $1) } / 2
    }
    let precisions = variances.elements.map { 1 / $0 }
    let centres = means.elements
    var scores = [Double](repeating: 0, count: classes.count)
    return Matrix.probabilities(of: features, classCount: classCount) { values, row in
      var least = Double.infinity
      for place in classes.indices {
        var distance = 0.0
        for column in 0..<width {
          let difference = values[column] - centres[place * width + column]
          // Where there is no difference there is no distance, however certain the class is of its mean.
          if difference != 0 { distance += difference * difference * precisions[place * width + column] }
        }
        scores[place] = distance
        least = min(least, distance)
      }
      // Less the least of them: beside a large distance that all have, frequencies would be lost.
      for place in classes.indices {
        scores[place] =
          scores[place] < .infinity ? constants[place] - (scores[place] - least) / 2 : -.infinity
      }
      LogProbabilities.write(scores, of: classes, otherwise: frequencies, to: row)
    }
  }
}
