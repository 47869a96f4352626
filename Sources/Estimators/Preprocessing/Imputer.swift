/// Fills in missing values, which are NaN, with one number for each column.
///
/// ```swift
/// Preprocessing(Imputer(.median, addingIndicators: true), Standardizer()) { RidgeRegression() }
/// ```
///
/// Weights count as repetitions. A column of categories gets its most frequent word, whatever the strategy, unless that is
/// a constant. A column without any value in the fit gets ``value``. With indicators, a column of 0 and 1 behind all others
/// says where a value was missing, for each column that lacked some in the fit.
///
/// - Complexity: O(*n* *p*) for the mean and a constant, O(*n* *p* log *n*) otherwise.
public struct Imputer: Preprocessor {
  /// What missing values of a column become.
  public enum Strategy: String, CaseIterable, Codable, Hashable, Sendable {
    /// The mean.
    case mean
    /// The median.
    case median
    /// The number that is there most often, the least of several.
    case mostFrequent = "most-frequent"
    /// The number ``Imputer/value``.
    case constant
  }

  /// The name in recipe files.
  public static let typeName = "impute"
  /// One line for lists of preprocessing steps.
  public static let summary = "fills in missing values"
  /// The parameters.
  public static let parameters: [Parameter<Imputer>] = [
    Parameter(
      "strategy", domain: "“mean”, “median”, “most-frequent” or “constant”",
      "what missing values of a column become", get: { .text($0.strategy.rawValue) },
      set: { $0.strategy = $1 },
      convert: { (value) -> Strategy? in
        guard case .text(let word) = value else { return nil }
        return Strategy(rawValue: word)
      }),
    .number(
      "value", \.value, .atLeast(-.greatestFiniteMagnitude),
      "what they become by “constant”, and in a column without any value"),
    .flag("indicators", \.indicators, "whether columns are added that say where values were missing"),
  ]

  /// What missing values of a column become.
  public var strategy: Strategy

  /// What they become by ``Strategy/constant``, and in a column without any value.
  public var value: Double

  /// Whether columns are added that say where values were missing.
  public var indicators: Bool

  /// Creates a recipe that fills in means.
  public init() { self.init(.mean) }

  /// Creates a recipe.
  ///
  /// - Parameters:
  ///   - strategy: What missing values of a column become.
  ///   - value: What they become by ``Strategy/constant``, and in a column without any value.
  ///   - indicators: Whether columns are added that say where values were missing.
  public init(_ strategy: Strategy, value: Double = 0, addingIndicators indicators: Bool = false) {
    self.strategy = strategy
    self.value = value
    self.indicators = indicators
  }

  /// Fits to the features of a data set.
  ///
  /// - Throws: `ModelingError` if no example counts, or if a column has no finite number to fill it with.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> FilledColumns {
    let weights = data.weights
    guard data.rowCount > 0, weights?.contains(where: { $0 > 0 }) ?? true else {
      throw ModelingError(.tooFewRows, "“\(Self.typeName)” needs at least one row of positive weight")
    }
    var (fillings, lacking): ([Double], [Int]) = ([], [])
    for column in 0..<data.features.columnCount {
      let all = data.features.columns([column]).matrix().elements
      let counting = all.indices.filter { weights?[$0] ?? 1 > 0 }
      let present = counting.filter { !all[$0].isNaN }
      if present.count < counting.count { lacking.append(column) }
      let strategy: Strategy =
        self.strategy == .constant || data.categories[column] == nil ? self.strategy : .mostFrequent
      let filling = filling(
        present.map { all[$0] }, weights: weights.map { weights in present.map { weights[$0] } }, by: strategy
      )
      guard filling.isFinite else {
        guard let row = present.first(where: { all[$0].isInfinite }) else {
          throw ModelingError.overflow(in: Self.typeName)
        }
        throw ModelingError(
          .notFinite,
          "“\(Self.typeName)” cannot fill \(data.named(column)), because row \(row) of it holds \(all[row]); replace that"
        )
      }
      fillings.append(filling)
    }
    return FilledColumns(fillings: fillings, indicated: indicators ? lacking : [])
  }

  /// What the missing values of a column become that has these beside them.
  private func filling(_ values: [Double], weights: [Double]?, by strategy: Strategy) -> Double {
    guard !values.isEmpty else { return value }
    switch strategy {
    case .mean:
      let total = weights?.reduce(0, +) ?? Double(values.count)
      let sum = values.indices.reduce(0.0) { $0 + (weights?[$1] ?? 1) * values[$1] }
      return sum / total
    case .median: return WeightedQuantile.values(at: [0.5], of: values, weights: weights)[0]
    case .mostFrequent:
      var frequencies: [Double: Double] = [:]
      for (place, value) in values.enumerated() { frequencies[value, default: 0] += weights?[place] ?? 1 }
      let most = frequencies.values.reduce(0, max)
      return frequencies.lazy.filter { $0.value == most }.map(\.key).min() ?? value
    case .constant: return value
    }
  }
}

/// A number for each column in place of its missing values.
public struct FilledColumns: FittedPreprocessor, Hashable {
  /// The name in stored models.
  public static let typeName = "filled-columns"
  /// That is what it is for.
  public static let acceptsMissing = true
  /// Categories stay categories.
  public static let acceptsCategories = true

  /// What missing values become, one number for each column.
  public let fillings: [Double]

  /// The columns for which another one, behind all, says where values were missing, in ascending order.
  public let indicated: [Int]

  init(fillings: [Double], indicated: [Int]) {
    self.fillings = fillings
    self.indicated = indicated
  }

  /// Reads stored numbers.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    fillings = try container.decode([Double].self, forKey: .fillings)
    indicated = try container.decode([Int].self, forKey: .indicated)
    guard fillings.allSatisfy(\.isFinite), indicated.allSatisfy(fillings.indices.contains) else {
      throw DecodingError.dataCorruptedError(
        forKey: .indicated, in: container,
        debugDescription: "columns are filled with finite numbers, and only those can be indicated")
    }
  }

  /// The features without missing values: a matrix of their own.
  ///
  /// - Throws: `ModelingError` if the features have another number of columns.
  public func applied(to features: Features) throws -> Features {
    let width = fillings.count
    guard features.columnCount == width else {
      throw ModelingError(
        .mismatchedShapes,
        "fillings of \(width.counted("column")) were given features of \(features.columnCount.counted("column"))"
      )
    }
    let resultWidth = width + indicated.count
    let filled = Matrix<Double>(rowCount: features.rowCount, columnCount: resultWidth) { target in
      features.forEachRowBlock(of: 1024) { block in
        for row in 0..<block.rowCount {
          let values = block.row(row)
          let start = (block.rows.lowerBound + row) * resultWidth
          for column in 0..<width {
            let value = values[column]
            target.initializeElement(at: start + column, to: value.isNaN ? fillings[column] : value)
          }
          for (place, column) in indicated.enumerated() {
            target.initializeElement(at: start + width + place, to: values[column].isNaN ? 1 : 0)
          }
        }
      }
    }
    return Features(filled)
  }

  /// The examples without missing values, whose categories stay.
  ///
  /// - Throws: `ModelingError` if the features have another number of columns, or if a constant is no category.
  public func applied(to data: Dataset) throws -> Dataset {
    try data.replacing(features: applied(to: data.features)).categorized(by: data.categories)
  }
}
