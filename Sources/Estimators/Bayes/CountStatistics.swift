/// All that multinomial naive Bayes needs to know of rows: the sums of the features of each class.
public struct CountStatistics: TrainingStatistics {
  /// How much the rows of each class of the target count.
  private(set) var weights: [Double]
  /// The sums of each class, one list for each.
  private(set) var counts: [[Double]]
  /// Whether a feature was no count, so that there can be no model.
  private(set) var hasNegative = false

  /// A sum for each feature of each class; nil for a target of numbers.
  public static func numberCount(for data: Dataset) -> Int? {
    data.classes.map { $0.count * (data.features.columnCount + 1) }
  }

  /// Creates the statistics of no rows.
  public init(forRowsOf data: Dataset) {
    let classCount = data.classes?.count ?? 0
    weights = [Double](repeating: 0, count: classCount)
    counts = [[Double]](
      repeating: [Double](repeating: 0, count: data.features.columnCount), count: classCount)
  }

  /// Adds rows.
  ///
  /// - Complexity: O(*rows* · *columns*) time, O(*columns* · *classes*) memory.
  public mutating func add(rowsOf data: Dataset) {
    for one in ClassRows.counting(of: data) {
      guard let sums = try? MultinomialNaiveBayes.counts(of: one.data) else {
        hasNegative = true
        continue
      }
      add(sums, weight: one.weight, to: one.number)
    }
  }

  /// Adds what is known of other rows.
  public mutating func add(_ other: CountStatistics) {
    hasNegative = hasNegative || other.hasNegative
    for place in weights.indices { add(other.counts[place], weight: other.weights[place], to: place) }
  }

  private mutating func add(_ sums: [Double], weight: Double, to place: Int) {
    weights[place] += weight
    for column in sums.indices { counts[place][column] += sums[column] }
  }
}

extension MultinomialNaiveBayes: CrossFitting {
  /// Fits to sums of counts.
  ///
  /// - Returns: nil if there is no row, or if a feature is negative.
  /// - Throws: `ModelingError` as for a data set.
  public func fitted(
    to statistics: CountStatistics, in context: FittingContext
  ) throws -> MultinomialClasses? {
    let present = statistics.weights.indices.filter { statistics.weights[$0] > 0 }
    guard !present.isEmpty, !statistics.hasNegative else { return nil }
    return try model(
      of: present.map {
        CountedClass(number: $0, weight: statistics.weights[$0], counts: statistics.counts[$0])
      }, classCount: statistics.weights.count)
  }
}
