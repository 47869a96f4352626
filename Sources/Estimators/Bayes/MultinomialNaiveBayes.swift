private import Foundation

/// Naive Bayes for counts, such as how often each word occurs: each class draws from the features with frequencies of
/// its own.
///
/// A class is as probable as it was frequent times the product of its frequencies of the features, each to the power of
/// the row's count. The frequencies are those of the training rows with `smoothing` added to the count of every feature,
/// so that one which a class never had does not rule it out. Features must not be negative; they need not be whole.
///
/// A class without an example of positive weight is given probability 0. Weights count as repetitions.
///
/// - Complexity: O(*n* *p*) time for *n* rows and *p* columns, O(*p* *k*) memory for *k* classes.
///
/// Source: C. D. Manning, P. Raghavan and H. Schütze, *Introduction to Information Retrieval* (2008), §13.2.
public struct MultinomialNaiveBayes: Estimator {
  /// The name in recipe files.
  public static let typeName = "multinomial-naive-bayes"
  /// One line for lists of learners.
  public static let summary = "frequencies of counted features within each class"
  /// Weights count as repetitions.
  public static let acceptsWeights = true
  /// The parameters.
  public static let parameters: [Parameter<MultinomialNaiveBayes>] = [
    .number("smoothing", \.smoothing, .above(0), "added to the count of every feature")
  ]

  /// What is added to the count of every feature, above 0.
  public var smoothing: Double

  /// Creates a recipe with the default of every parameter.
  public init() { self.init(smoothing: 1) }

  /// Creates a recipe.
  public init(smoothing: Double) { self.smoothing = smoothing }

  /// Fits to a data set of classes.
  ///
  /// - Throws: `ModelingError` if a feature is negative, or if the counts are so large that their sums overflow.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> MultinomialClasses {
    let classes = try ClassRows.all(of: data, for: Self.typeName)
    return try model(
      of: classes.map {
        CountedClass(number: $0.number, weight: $0.weight, counts: try Self.counts(of: $0.data))
      },
      classCount: data.classes?.count ?? 0)
  }

  /// The model of classes, at least one.
  ///
  /// - Throws: `ModelingError` if sums of counts overflow, or if the smoothing is nothing beside them.
  func model(of classes: [CountedClass], classCount: Int) throws -> MultinomialClasses {
    let width = classes[0].counts.count
    var logarithms: [Double] = []
    for one in classes {
      let total = one.counts.reduce(0, +) + smoothing * Double(width)
      guard total.isFinite else { throw ModelingError.overflow(in: Self.typeName) }
      logarithms += one.counts.map { log(($0 + smoothing) / total) }
    }
    guard logarithms.allSatisfy(\.isFinite) else {
      throw ModelingError(
        .invalidParameter,
        "“smoothing” of “\(Self.typeName)” is \(smoothing), which is nothing beside the counts; give a larger one"
      )
    }
    let total = classes.reduce(0) { $0 + $1.weight }
    return MultinomialClasses(
      logFrequencies: Matrix(rowCount: classes.count, columnCount: width, elements: logarithms),
      frequencies: classes.map { $0.weight / total }, classes: classes.map(\.number), classCount: classCount)
  }

  /// The weighted sum of each column.
  ///
  /// - Throws: `ModelingError` naming a column with a negative number.
  static func counts(of data: Dataset) throws -> [Double] {
    var counts = [Double](repeating: 0, count: data.features.columnCount)
    try data.features.forEachRowBlock(of: 1024) { block in
      try data.withWeights(of: block.rows) { weights in
        for row in 0..<block.rowCount {
          let values = block.row(row)
          for column in counts.indices {
            guard values[column] >= 0 else {
              throw ModelingError(
                .invalidParameter,
                "“\(typeName)” counts features, but column \(data.featureNames?[column] ?? String(column)) has a "
                  + "\(values[column]); use “\(GaussianNaiveBayes.typeName)” for numbers")
            }
            counts[column] += (weights?[row] ?? 1) * values[column]
          }
        }
      }
    }
    return counts
  }
}

/// The sums of the features of a class.
struct CountedClass {
  /// The number of the class.
  let number: Int
  /// How much its rows count together, more than 0.
  let weight: Double
  let counts: [Double]
}

/// How frequent each feature is within each class.
public struct MultinomialClasses: ClassifierModel, Equatable {
  /// The name in stored models.
  public static let typeName = "multinomial-classes"

  /// The logarithms of the frequencies: one row for each of `classes`, one column for each feature.
  public let logFrequencies: Matrix<Double>

  /// How much of the training weight each of `classes` had.
  public let frequencies: [Double]

  /// The numbers of the classes that occurred among the training rows, in ascending order.
  public let classes: [Int]

  /// The number of classes that the target had.
  public let classCount: Int

  /// The number of feature columns that predictions are made from.
  public var featureCount: Int { logFrequencies.columnCount }

  init(logFrequencies: Matrix<Double>, frequencies: [Double], classes: [Int], classCount: Int) {
    self.logFrequencies = logFrequencies
    self.frequencies = frequencies
    self.classes = classes
    self.classCount = classCount
  }

  /// Reads a stored model.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    logFrequencies = try container.decode(Matrix<Double>.self, forKey: .logFrequencies)
    frequencies = try container.decode([Double].self, forKey: .frequencies)
    classes = try container.decode([Int].self, forKey: .classes)
    classCount = try container.decode(Int.self, forKey: .classCount)
    guard logFrequencies.rowCount == classes.count,
      logFrequencies.withUnsafeElements({ $0.allSatisfy { $0.isFinite && $0 <= 0 } })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .logFrequencies, in: container,
        debugDescription: "a model of counts needs the logarithm of a frequency for each class and feature")
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
    let width = logFrequencies.columnCount
    let logarithms = logFrequencies.elements
    let constants = frequencies.map { log($0) }
    var scores = constants
    return Matrix.probabilities(of: features, classCount: classCount) { values, row in
      for place in classes.indices {
        var score = constants[place]
        for column in 0..<width where values[column] != 0 {
          score += values[column] * logarithms[place * width + column]
        }
        scores[place] = score
      }
      LogProbabilities.write(scores, of: classes, otherwise: frequencies, to: row)
    }
  }
}
