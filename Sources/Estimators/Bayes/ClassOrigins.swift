/// For each class a point near the mean of its rows, from which means of parts of the rows are measured.
///
/// So means that are far from zero beside how wide their class is keep the digits in which those of parts differ.
struct ClassOrigins: Codable, Equatable, Sendable {
  /// One number for each feature, for each class of the target.
  let points: [[Double]]

  /// Takes the means of a sample of the rows.
  init(_ data: Dataset) {
    let sample = data.sample
    // All rows that count may stand between those of the sample.
    let moments = (try? WeightedMoments(sample)) ?? (try? WeightedMoments(data))
    let all = moments?.featureMeans ?? [Double](repeating: 0, count: data.features.columnCount)
    var points = [[Double]](repeating: all, count: data.classes?.count ?? 0)
    for one in ClassRows.counting(of: sample) {
      if let moments = try? WeightedMoments(one.data) { points[one.number] = moments.featureMeans }
    }
    // Means of huge numbers may overflow: sums from zero do so too, which is noticed when they are used.
    self.points = points.map { $0.map { $0.isFinite ? $0 : 0 } }
  }

  /// Whether the origin is near enough to a class for its variances to have lost no digits that count.
  ///
  /// A huge number in the sample may take it far away from rows that are without it.
  ///
  /// - Parameters:
  ///   - offsets: How far the mean of each feature is from the origin.
  ///   - variances: The variance of each feature.
  /// - Returns: Whether no more than four digits were lost.
  static func areNear(_ offsets: [Double], beside variances: [Double]) -> Bool {
    zip(offsets, variances).allSatisfy { offset, variance in
      variance == 0 || abs(offset) <= 1e4 * variance.squareRoot()
    }
  }
}
