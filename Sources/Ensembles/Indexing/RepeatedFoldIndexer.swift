/// Cuts the rows into folds several times, each time at random: the mean over many fits has less chance in it.
///
/// Where the target has classes every fold has almost the same number of rows of every class. What a layer gives for
/// a row is the mean of the repetitions.
public struct RepeatedFoldIndexer: Indexer {
  /// The name in recipe files.
  public static let typeName = "repeated-fold"
  /// One line for lists.
  public static let summary = "folds at random, several times; outputs are means over the repetitions"
  /// The parameters.
  public static let parameters: [Parameter<RepeatedFoldIndexer>] = [
    .integer("folds", \.folds, .atLeast(2), "the number of folds"),
    .integer("repetitions", \.repetitions, .atLeast(1), "how often the rows are cut into folds"),
    .seed("seed", \.seed, "where the random numbers start"),
  ]

  /// The number of folds, at least 2.
  public var folds: Int

  /// How often the rows are cut into folds, at least once.
  public var repetitions: Int

  /// Where the random numbers start.
  public var seed: UInt64

  /// Creates an indexer of 5 folds, two times.
  public init() { self.init(folds: 5, repetitions: 2) }

  /// Creates an indexer.
  public init(folds: Int, repetitions: Int, seed: UInt64 = 0) {
    self.folds = folds
    self.repetitions = repetitions
    self.seed = seed
  }

  /// The folds of a data set.
  ///
  /// - Throws: `ModelingError` if there are fewer than 2 folds or 1 repetition, or fewer rows than folds.
  public func plan(for data: Dataset) throws -> CrossFittingPlan {
    try validate()
    let rowCount = data.rowCount
    try FoldIndexer.requireRows(rowCount, for: folds)
    let classes = data.classNumbers
    let all = (0..<repetitions).flatMap { repetition in
      var generator = SeededGenerator(seed: FittingContext(seed: seed).part(repetition).seed)
      let order = generator.permutation(of: rowCount)
      let numbers =
        classes.map { FoldNumbers(stratified: folds, by: $0, in: order) }
        ?? FoldNumbers(consecutive: folds, in: order)
      return numbers.folds(repetition: repetition)
    }
    return CrossFittingPlan(rowCount: rowCount, partitions: [RangeSet(0..<rowCount)], folds: all)
  }
}
