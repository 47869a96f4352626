/// Cuts the rows into folds of almost equal size: each is predicted by a fit to all others.
///
/// The first folds have one row more than the rest where the number of rows does not divide.
public struct FoldIndexer: RowCountIndexer {
  /// The name in recipe files.
  public static let typeName = "fold"
  /// One line for lists.
  public static let summary = "every fold is predicted by a fit to all other folds"
  /// The parameters.
  public static let parameters: [Parameter<FoldIndexer>] = [
    .integer("folds", \.folds, .atLeast(2), "the number of folds"),
    Parameter(
      "assignment", domain: FoldAssignment.domain, "which rows make up a fold",
      get: { $0.assignment.parameterValue }, set: { $0.assignment = $1 },
      convert: FoldAssignment.init(parameter:)
    ),
  ]

  /// The number of folds, at least 2.
  public var folds: Int

  /// Which rows make up a fold.
  public var assignment: FoldAssignment

  /// Creates an indexer of 5 folds.
  public init() { self.init(folds: 5) }

  /// Creates an indexer.
  public init(folds: Int, assignment: FoldAssignment = .automatic) {
    self.folds = folds
    self.assignment = assignment
  }

  /// The folds of a data set.
  ///
  /// - Throws: `ModelingError` if there are fewer than 2 folds, fewer rows than folds, or no classes to stratify by.
  public func plan(for data: Dataset) throws -> CrossFittingPlan {
    let stratifies = assignment == .automatic ? data.targetKind == .classes : assignment == .stratified
    guard stratifies else { return try plan(rowCount: data.rowCount) }
    try validate()
    try FoldIndexer.requireRows(data.rowCount, for: folds)
    guard let classes = data.classNumbers else { throw FoldIndexer.nothingToStratifyBy }
    return plan(FoldNumbers(stratified: folds, by: classes, in: 0..<data.rowCount))
  }

  /// The folds of a number of rows of which no classes are known.
  ///
  /// - Throws: `ModelingError` if there are fewer than 2 folds, fewer rows than folds, or if the folds are to be
  ///   stratified.
  public func plan(rowCount: Int) throws -> CrossFittingPlan {
    try validate()
    try FoldIndexer.requireRows(rowCount, for: folds)
    switch assignment.rule {
    case .automatic, .consecutive:
      return plan(FoldNumbers(consecutive: folds, in: 0..<rowCount))
    case .stratified:
      throw FoldIndexer.nothingToStratifyBy
    case .shuffled(let seed):
      var generator = SeededGenerator(seed: seed)
      return plan(FoldNumbers(consecutive: folds, in: generator.permutation(of: rowCount)))
    }
  }

  private func plan(_ numbers: FoldNumbers) -> CrossFittingPlan {
    let rowCount = numbers.numbers.count
    return CrossFittingPlan(rowCount: rowCount, partitions: [RangeSet(0..<rowCount)], folds: numbers.folds())
  }

  private static let nothingToStratifyBy = ModelingError(
    .unsuitableTarget,
    "folds cannot be “stratified”, because the target has numbers; give labels, or make them “consecutive”")

  static func requireRows(_ rowCount: Int, for folds: Int) throws {
    guard folds <= rowCount else {
      throw ModelingError(
        .tooFewRows,
        "\(rowCount.counted("row")) cannot be cut into \(folds) folds, because every fold needs a row; "
          + (rowCount < 2 ? "give at least 2 rows" : "use at most \(rowCount) folds"))
    }
  }
}

extension Dataset {
  /// The number of each row's class, or nil for a target of numbers.
  var classNumbers: [Int]? {
    classes == nil ? nil : (0..<rowCount).map { Int(target[$0, 0]) }
  }
}
