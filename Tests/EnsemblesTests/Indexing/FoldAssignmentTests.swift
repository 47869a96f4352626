import Ensembles
import Testing

@Suite struct FoldAssignmentTests {
  private static let labels = [0, 0, 1, 2, 1, 0, 0, 1, 0, 2, 0, 1, 0, 0, 2, 1, 0]

  private static func data(classes: Bool = true, groups: [Int]? = nil) throws -> Dataset {
    let rowCount = groups?.count ?? labels.count
    let features = Matrix<Double>(rowCount: rowCount, columnCount: 1, repeating: 0)
    let data =
      try classes
      ? Dataset(features: features, labels: labels)
      : Dataset(features: features, target: Array(repeating: 1, count: rowCount))
    return try groups.map(data.grouped(by:)) ?? data
  }

  // What StratifiedKFold of scikit-learn 1.7.2 gives for the same labels.
  private static let stratified: [Int: [[Int]]] = [
    2: [[0, 1, 2, 3, 4, 5, 6, 8, 9], [7, 10, 11, 12, 13, 14, 15, 16]],
    3: [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11], [12, 13, 14, 15, 16]],
    5: [[0, 1, 2, 3], [4, 5, 6, 9], [7, 8, 10], [11, 12, 13], [14, 15, 16]],
  ]

  @Test(arguments: [2, 3, 5], [FoldAssignment.automatic, .stratified])
  func classesAreStratified(folds: Int, assignment: FoldAssignment) throws {
    let plan = try FoldIndexer(folds: folds, assignment: assignment).plan(for: Self.data())
    #expect(plan.folds.map { Array($0.test.ranges.joined()) } == Self.stratified[folds])
    #expect(plan.outputRows == RangeSet(0..<17))
  }

  @Test func consecutiveFoldsIgnoreClasses() throws {
    let plan = try FoldIndexer(folds: 2, assignment: .consecutive).plan(for: Self.data())
    #expect(plan.folds.map(\.test) == [RangeSet(0..<9), RangeSet(9..<17)])
    #expect(try FoldIndexer(folds: 2).plan(for: Self.data(classes: false)) == plan)
  }

  @Test func numbersCannotBeStratified() throws {
    let data = try Self.data(classes: false)
    let error = #expect(throws: ModelingError.self) {
      try FoldIndexer(folds: 2, assignment: .stratified).plan(for: data)
    }
    #expect(error?.code == .unsuitableTarget)
  }

  @Test(arguments: [(17, 3), (100, 7), (9, 9)]) func shuffledFoldsAreOfAlmostEqualSize(rows: Int, folds: Int)
    throws
  {
    let plan = try FoldIndexer(folds: folds, assignment: .shuffled(seed: 5)).plan(rowCount: rows)
    let sizes = plan.folds.map(\.test.rowCount)
    #expect(sizes.reduce(0, +) == rows)
    #expect(Set(sizes).isSubset(of: [rows / folds, rows / folds + 1]))
    let other = try FoldIndexer(folds: folds, assignment: .shuffled(seed: 6)).plan(rowCount: rows)
    #expect(plan != other)
  }

  @Test func repetitionsDifferAndStratify() throws {
    let plan = try RepeatedFoldIndexer(folds: 3, repetitions: 4, seed: 1).plan(for: Self.data())
    #expect(plan.folds.map(\.repetition) == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3])
    #expect(Set((0..<4).map { plan.folds[$0 * 3].test }).count == 4)
    for fold in plan.folds {
      let count = fold.test.ranges.joined().count { Self.labels[$0] == 0 }
      // 9 rows of class 0 in 3 folds.
      #expect(count == 3)
    }
  }

  // What GroupKFold of scikit-learn 1.7.2 gives for the same groups, no two of which have the same size.
  @Test(arguments: [
    (
      2,
      [
        [2, 5, 7, 9, 15, 16, 17, 18, 21, 23, 24, 25, 26, 27],
        [0, 1, 3, 4, 6, 8, 10, 11, 12, 13, 14, 19, 20, 22],
      ]
    ),
    (
      3,
      [
        [0, 1, 2, 6, 9, 15, 16, 17, 21, 24], [3, 10, 11, 12, 13, 18, 22, 23, 27],
        [4, 5, 7, 8, 14, 19, 20, 25, 26],
      ]
    ),
    (
      4,
      [
        [2, 9, 15, 16, 17, 21, 24], [1, 3, 10, 11, 12, 13, 22], [0, 4, 6, 8, 14, 19, 20],
        [5, 7, 18, 23, 25, 26, 27],
      ]
    ),
  ])
  func groupsStayTogether(folds: Int, tests: [[Int]]) throws {
    let groups = [5, 6, 0, 1, 2, 3, 5, 3, 2, 0, 1, 1, 1, 1, 2, 0, 0, 0, 4, 2, 2, 0, 1, 4, 0, 3, 3, 4]
    let data = try Self.data(classes: false, groups: groups)
    let plan = try GroupedFoldIndexer(folds: folds).plan(for: data)
    #expect(plan.folds.map { Array($0.test.ranges.joined()) } == tests)
  }

  @Test func groupsMustBeThereAndEnough() throws {
    let none = try Self.data(classes: false)
    let missing = #expect(throws: ModelingError.self) { try GroupedFoldIndexer(folds: 2).plan(for: none) }
    #expect(missing?.message.contains("the data set has none") == true)
    let few = try Self.data(classes: false, groups: [1, 1, 2, 2])
    let error = #expect(throws: ModelingError.self) { try GroupedFoldIndexer(folds: 3).plan(for: few) }
    #expect(error?.code == .tooFewRows)
    #expect(error?.message.contains("4 rows of 2 groups cannot be cut into 3 folds") == true)
  }

  @Test(arguments: [
    ("automatic", FoldAssignment.automatic), ("consecutive", .consecutive), ("stratified", .stratified),
    ("shuffled", .shuffled(seed: 0)), ("shuffled(18446744073709551615)", .shuffled(seed: .max)),
  ])
  func anAssignmentCanBeSpelled(text: String, assignment: FoldAssignment) throws {
    var indexer = FoldIndexer()
    try indexer.set("assignment", to: .text(text))
    #expect(indexer.assignment == assignment)
  }

  @Test(arguments: ["shuffled()", "shuffled(-1)", "shuffled(1", "random", ""])
  func otherSpellingsAreErrors(text: String) {
    var indexer = FoldIndexer()
    let error = #expect(throws: ModelingError.self) { try indexer.set("assignment", to: .text(text)) }
    #expect(error?.message.contains("“assignment” of “fold” must be “automatic”") == true)
  }
}
