/// All that discriminants need to know of rows: for each class how many there are, their means, and few rows that are
/// spread around these as all of them are.
///
/// The rows are those of triangles of QR decompositions, and no products, so that columns which nearly follow from others
/// keep their digits.
///
/// Source: J. Demmel et al., “Communication-optimal parallel and sequential QR and LU factorizations”, SIAM J. Sci. Comput.
/// 34 (2012).
public struct DiscriminantStatistics: TrainingStatistics {
  /// Rows of one class.
  struct Part: Codable, Sendable {
    var rowCount = 0
    var weight = 0.0
    /// How far the means are from the origin of the class.
    var offsets: [Double]
    /// Row-major numbers, no more rows than columns.
    var distances: [Double] = []
  }

  let origins: ClassOrigins
  /// One for each class of the target.
  private(set) var parts: [Part]

  /// The square of the number of columns for each class; nil for a target of numbers.
  public static func numberCount(for data: Dataset) -> Int? {
    let width = data.features.columnCount
    return data.classes.map { $0.count * (width * width + 2 * width + 2) }
  }

  /// Creates the statistics of no rows, with the means of a sample as origins.
  ///
  /// - Complexity: O(*columns* · *classes*).
  public init(forRowsOf data: Dataset) {
    let none = [Double](repeating: 0, count: data.features.columnCount)
    origins = ClassOrigins(data)
    parts = [Part](repeating: Part(offsets: none), count: data.classes?.count ?? 0)
  }

  /// Adds rows.
  ///
  /// - Complexity: O(*rows* · *columns*²) time, O(*columns*² · *classes*) memory.
  public mutating func add(rowsOf data: Dataset) {
    for one in ClassRows.counting(of: data) {
      guard let moments = try? WeightedMoments(one.data) else { continue }
      parts[one.number].add(
        Part(
          rowCount: moments.rowCount, weight: one.weight,
          offsets: moments.featureOffsets(from: origins.points[one.number]),
          distances: moments.spread(around: moments.featureMeans)))
    }
  }

  /// Adds what is known of other rows.
  public mutating func add(_ other: DiscriminantStatistics) {
    precondition(origins == other.origins, "both are about distances from the same origins")
    for place in parts.indices { parts[place].add(other.parts[place]) }
  }

  /// The classes that occur, with their covariances moved towards multiples of the unit matrix.
  ///
  /// - Returns: nil if there are none, if the share of the way depends on the rows, if digits were lost, or if sums of
  ///   squares overflow.
  fileprivate func classes(movedBy shrinkage: Shrinkage) -> [DiscriminantClass]? {
    guard let share = shrinkage.fixedShare else { return nil }
    let spreads = parts.indices.filter { parts[$0].weight > 0 }.map { parts[$0].spread(number: $0, origins) }
    let areSound = spreads.allSatisfy { spread in
      spread.isFinite
        && ClassOrigins.areNear(parts[spread.number].offsets, beside: spread.variances)
    }
    return areSound && !spreads.isEmpty ? spreads.map { DiscriminantClass($0, movedBy: share) } : nil
  }
}

extension DiscriminantStatistics.Part {
  mutating func add(_ other: Self) {
    guard weight > 0, other.weight > 0 else {
      if other.weight > 0 { self = other }
      return
    }
    let width = offsets.count
    let share = other.weight / (weight + other.weight)
    let steps = zip(offsets, other.offsets).map { $1 - $0 }
    // The distance of the means counts as one more row.
    let root = (weight * share).squareRoot()
    let all = distances + other.distances + steps.map { $0 * root }
    var rows = LeastSquaresAccumulator(
      columnCount: width, outputCount: 0, rowCount: all.count / width)
    for start in stride(from: 0, to: all.count, by: width) {
      rows.append(all[start..<start + width], target: EmptyCollection())
    }
    distances = rows.rows()
    for column in 0..<width { offsets[column] += share * steps[column] }
    rowCount += other.rowCount
    weight += other.weight
  }

  fileprivate func spread(number: Int, _ origins: ClassOrigins) -> ClassSpread {
    ClassSpread(
      number: number, weight: weight, rowCount: rowCount,
      means: zip(origins.points[number], offsets).map(+), distances: distances)
  }
}

extension LinearDiscriminantAnalysis: CrossFitting {
  /// Fits to means and triangles.
  ///
  /// - Returns: nil if there is no row, if the shrinkage is automatic, or if digits were lost.
  /// - Throws: `ModelingError` as for a data set.
  public func fitted(
    to statistics: DiscriminantStatistics, in context: FittingContext
  ) throws -> LinearDiscriminants? {
    guard let classes = statistics.classes(movedBy: shrinkage) else { return nil }
    return try model(of: classes, classCount: statistics.parts.count)
  }
}

extension QuadraticDiscriminantAnalysis: CrossFitting {
  /// Fits to means and triangles.
  ///
  /// - Returns: nil if there is no row, if the shrinkage is automatic, if digits were lost, or if a class is so flat
  ///   that rounding moves its probabilities.
  /// - Throws: `ModelingError` as for a data set.
  public func fitted(
    to statistics: DiscriminantStatistics, in context: FittingContext
  ) throws -> QuadraticDiscriminants? {
    guard let classes = statistics.classes(movedBy: shrinkage) else { return nil }
    let (model, condition) = try model(of: classes, classCount: statistics.parts.count)
    return condition >= Self.smallestCondition ? model : nil
  }

  /// Where the rows of a class are this much narrower in one direction than in another, eleven of sixteen digits are
  /// left of its axes, and distances along them are squared.
  private static let smallestCondition = 1e-5
}
