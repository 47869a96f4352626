/// Subtracts the median of each column and divides by the distance between its quartiles, which few wild numbers move.
///
/// A column whose quartiles are equal is only centred. Weights count as repetitions.
///
/// - Complexity: O(*n* *p* log *n*) time, O(*n*) memory.
public struct RobustScaler: Preprocessor {
  /// The name in recipe files.
  public static let typeName = "robust-scale"
  /// One line for lists of preprocessing steps.
  public static let summary =
    "subtracts the median of each column and divides by the distance of its quartiles"
  /// The parameters.
  public static let parameters: [Parameter<RobustScaler>] = [
    .flag("center", \.center, "whether the median is subtracted"),
    .flag("scale", \.scale, "whether the distance of the quartiles is divided by"),
  ]

  /// Whether the median is subtracted.
  public var center: Bool

  /// Whether the distance of the quartiles is divided by.
  public var scale: Bool

  /// Creates a recipe with the default of every parameter.
  public init() { self.init(center: true) }

  /// Creates a recipe.
  public init(center: Bool, scale: Bool = true) {
    self.center = center
    self.scale = scale
  }

  /// Fits to the features of a data set.
  ///
  /// - Throws: `ModelingError` if no example counts, or if the quartiles of a column are too far from each other for a
  ///   `Double`.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> ColumnScaling {
    let weights = data.weights
    guard data.rowCount > 0, weights?.contains(where: { $0 > 0 }) ?? true else {
      throw ModelingError(.tooFewRows, "“\(Self.typeName)” needs at least one row of positive weight")
    }
    var (offsets, divisors): ([Double], [Double]) = ([], [])
    for column in 0..<data.features.columnCount {
      let values = data.features.columns([column]).matrix().elements
      let quartiles = WeightedQuantile.values(at: [0.25, 0.5, 0.75], of: values, weights: weights)
      let distance = quartiles[2] - quartiles[0]
      guard distance.isFinite else { throw ModelingError.overflow(in: Self.typeName) }
      offsets.append(center ? quartiles[1] : 0)
      divisors.append(scale && distance.isNormal ? distance : 1)
    }
    return ColumnScaling(offsets: offsets, divisors: divisors)
  }
}
