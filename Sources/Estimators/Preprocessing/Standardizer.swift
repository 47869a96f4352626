/// Subtracts the mean of each column and divides by its standard deviation.
///
/// The deviation is that of the population: the square root of the mean squared distance from the mean. A
/// column that is constant up to rounding is only centred. Weights count as repetitions.
///
/// - Complexity: O(*n* *p*).
public struct Standardizer: Preprocessor {
  /// The name in recipe files.
  public static let typeName = "standardize"
  /// One line for lists of preprocessing steps.
  public static let summary = "subtracts the mean of each column and divides by its deviation"
  /// The parameters.
  public static let parameters: [Parameter<Standardizer>] = [
    .flag("center", \.center, "whether the mean is subtracted"),
    .flag("scale", \.scale, "whether the deviation is divided by"),
  ]

  /// Whether the mean is subtracted.
  public var center: Bool

  /// Whether the deviation is divided by.
  public var scale: Bool

  /// Creates a recipe with the default of every parameter.
  public init() { self.init(center: true) }

  /// Creates a recipe.
  public init(center: Bool, scale: Bool = true) {
    self.center = center
    self.scale = scale
  }

  /// Fits to the features of a data set, which must have at least one row.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> ColumnScaling {
    guard data.rowCount > 0 else {
      throw ModelingError(.tooFewRows, "“\(Self.typeName)” needs at least one row")
    }
    let width = data.features.columnCount
    let moments = try WeightedMoments(data)
    let means = moments.featureMeans
    let deviations = zip(means, moments.featureDeviations(from: means)).map { mean, deviation in
      // The last digit of numbers that are meant to be equal makes a deviation of about this size.
      deviation > 10 * Double.ulpOfOne * abs(mean) && deviation.isNormal ? deviation : 1
    }
    guard means.allSatisfy(\.isFinite), deviations.allSatisfy(\.isFinite) else {
      throw ModelingError.overflow(in: Self.typeName)
    }
    return ColumnScaling(
      offsets: center ? means : [Double](repeating: 0, count: width),
      divisors: scale ? deviations : [Double](repeating: 1, count: width))
  }
}

/// A number to subtract from each column, and one to divide it by.
public struct ColumnScaling: FittedPreprocessor, Hashable {
  /// The name in stored models.
  public static let typeName = "column-scaling"

  /// What is subtracted, one number for each column.
  public let offsets: [Double]

  /// What is divided by, one number for each column, none of them zero.
  public let divisors: [Double]

  init(offsets: [Double], divisors: [Double]) {
    self.offsets = offsets
    self.divisors = divisors
  }

  /// Reads a stored scaling.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    offsets = try container.decode([Double].self, forKey: .offsets)
    divisors = try container.decode([Double].self, forKey: .divisors)
    guard offsets.count == divisors.count, offsets.allSatisfy(\.isFinite),
      divisors.allSatisfy({ $0.isNormal })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .divisors, in: container,
        debugDescription:
          "a column scaling needs a finite offset and a divisor, which is not zero, for each column")
    }
  }

  /// The scaled features: a matrix of their own.
  ///
  /// - Throws: `ModelingError` if the features have another number of columns.
  public func applied(to features: Features) throws -> Features {
    guard features.columnCount == offsets.count else {
      throw ModelingError(
        .mismatchedShapes,
        "a scaling of \(offsets.count.counted("column")) was given features of \(features.columnCount.counted("column"))"
      )
    }
    let width = offsets.count
    let scaled = Matrix<Double>(rowCount: features.rowCount, columnCount: width) { target in
      features.forEachRowBlock(of: 1024) { block in
        for row in 0..<block.rowCount {
          let values = block.row(row)
          let start = (block.rows.lowerBound + row) * width
          for column in 0..<width {
            target.initializeElement(
              at: start + column, to: (values[column] - offsets[column]) / divisors[column])
          }
        }
      }
    }
    return Features(scaled)
  }
}
