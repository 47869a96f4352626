/// All that Gaussian naive Bayes needs to know of rows: how many there are of each class, their means, and their squared
/// distances from these.
///
/// Source: T. F. Chan, G. H. Golub and R. J. LeVeque, “Updating formulae and a pairwise algorithm for computing sample
/// variances”, COMPSTAT 1982.
public struct GaussianStatistics: TrainingStatistics {
  /// Rows of one class.
  struct Part: Codable, Sendable {
    var weight = 0.0
    /// How far the means are from the origin of the class.
    var offsets: [Double]
    /// The sums of the squared distances from the means.
    var squares: [Double]
  }

  let origins: ClassOrigins
  /// One for each class of the target.
  private(set) var parts: [Part]

  /// A mean and a sum of squares for each feature of each class; nil for a target of numbers.
  public static func numberCount(for data: Dataset) -> Int? {
    data.classes.map { $0.count * (3 * data.features.columnCount + 1) }
  }

  /// Creates the statistics of no rows, with the means of a sample as origins.
  ///
  /// - Complexity: O(*columns* · *classes*).
  public init(forRowsOf data: Dataset) {
    let none = [Double](repeating: 0, count: data.features.columnCount)
    origins = ClassOrigins(data)
    parts = [Part](repeating: Part(offsets: none, squares: none), count: data.classes?.count ?? 0)
  }

  /// Adds rows.
  ///
  /// - Complexity: O(*rows* · *columns*) time, O(*columns* · *classes*) memory.
  public mutating func add(rowsOf data: Dataset) {
    for one in ClassRows.counting(of: data) {
      guard let moments = try? WeightedMoments(one.data) else { continue }
      parts[one.number].add(
        Part(
          weight: one.weight, offsets: moments.featureOffsets(from: origins.points[one.number]),
          squares: moments.featureDeviations(from: moments.featureMeans).map { $0 * $0 * one.weight }))
    }
  }

  /// Adds what is known of other rows.
  public mutating func add(_ other: GaussianStatistics) {
    precondition(origins == other.origins, "both are about distances from the same origins")
    for place in parts.indices { parts[place].add(other.parts[place]) }
  }
}

extension GaussianStatistics.Part {
  mutating func add(_ other: Self) {
    guard weight > 0, other.weight > 0 else {
      if other.weight > 0 { self = other }
      return
    }
    let share = other.weight / (weight + other.weight)
    for column in offsets.indices {
      let step = other.offsets[column] - offsets[column]
      squares[column] += other.squares[column] + weight * share * step * step
      offsets[column] += share * step
    }
    weight += other.weight
  }

  fileprivate var variances: [Double] { squares.map { $0 / weight } }
}

extension GaussianNaiveBayes: CrossFitting {
  /// Fits to means and sums of squares.
  ///
  /// - Returns: nil if there is no row, or if digits were lost.
  /// - Throws: `ModelingError` if a number is not finite.
  public func fitted(
    to statistics: GaussianStatistics, in context: FittingContext
  ) throws -> GaussianClasses? {
    let (parts, points) = (statistics.parts, statistics.origins.points)
    let present = parts.indices.filter { parts[$0].weight > 0 }
    guard let first = present.first,
      present.allSatisfy({ ClassOrigins.areNear(parts[$0].offsets, beside: parts[$0].variances) })
    else { return nil }
    var all = parts[first]
    for place in present.dropFirst() {
      var part = parts[place]
      // As seen from the first class's origin.
      for column in part.offsets.indices {
        part.offsets[column] += points[place][column] - points[first][column]
      }
      all.add(part)
    }
    return try model(
      of: present.map { place in
        GaussianSpread(
          number: place, weight: parts[place].weight,
          means: zip(points[place], parts[place].offsets).map(+), variances: parts[place].variances)
      }, largestVariance: all.variances.max() ?? 0, classCount: parts.count)
  }
}
