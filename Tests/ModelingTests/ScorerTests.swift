import Modeling
import Testing

@Suite struct ScorerTests {
  /// Examples without features, whose labels are numbers of classes.
  private func examples(classes: [Int], of count: Int) throws -> Dataset {
    try Dataset(
      features: Matrix<Double>(rowCount: classes.count, columnCount: 0, elements: []), labels: classes,
      classes: Array(0..<count))
  }

  private func examples(_ targets: Matrix<Double>) throws -> Dataset {
    try Dataset(
      features: Matrix<Double>(rowCount: targets.rowCount, columnCount: 0, elements: []), targets: targets)
  }

  // By hand: errors 0.1, 0.1, 0.5 and 1; squares sum to 1.27; the target's mean is 2.5, its squares sum to 5.
  @Test(arguments: [
    (Scorer.rootMeanSquaredError, (1.27 / 4).squareRoot()), (.meanAbsoluteError, 1.7 / 4),
    (.meanAbsolutePercentageError, (0.1 + 0.05 + 0.5 / 3 + 0.25) / 4),
    (.weightedAbsolutePercentageError, 0.17),
    (.rSquared, 1 - 1.27 / 5),
  ])
  func scoresAreThoseOfTheirFormula(scorer: Scorer, expected: Double) throws {
    let score = try scorer.score(of: [1.1, 1.9, 3.5, 3], against: [1, 2, 3, 4])
    #expect(abs(score - expected) < 1e-15)
  }

  @Test func aConstantTruthHasADeterminationToo() throws {
    #expect(try Scorer.rSquared.score(of: [2, 2], against: [2, 2]) == 1)
    #expect(try Scorer.rSquared.score(of: [2, 3], against: [2, 2]) == 0)
    // The rounded mean of these is none of them.
    #expect(try Scorer.rSquared.score(of: [0.1, 0.1, 0.2], against: [0.1, 0.1, 0.1]) == 0)
  }

  @Test func severalOutputsAreAveraged() throws {
    let data = try examples(Matrix(rows: [[0, 10], [0, 10]]))
    let predictions = Matrix<Double>(rows: [[1, 10], [-1, 13]])
    #expect(try Scorer.meanAbsoluteError.score(of: predictions, against: data) == (1 + 1.5) / 2)
    let largest = Scorer(name: "largest", greaterIsBetter: false) { truth, predictions in
      zip(truth, predictions).map { abs($0 - $1) }.max() ?? 0
    }
    #expect(try largest.score(of: predictions, against: data) == 2)
  }

  @Test(arguments: Scorer.all)
  func weightsCountAsRepetitions(scorer: Scorer) throws {
    let classes = [0, 1, 2, 2, 1, 0]
    let probabilities = [
      [0.5, 0.25, 0.25], [0.25, 0.5, 0.25], [0.125, 0.25, 0.625], [0.5, 0.25, 0.25], [0.25, 0.25, 0.5],
      [0.75, 0.125, 0.125],
    ]
    let numbers: [[Double]] = [[1, 9], [2, 8], [3, 7], [4, 6], [5, 5], [6, 4]]
    let guesses: [[Double]] = [[1, 8], [2, 9], [4, 7], [5, 6], [5, 3], [9, 4]]
    let labels: [[Double]] = [[0], [1], [2], [1], [1], [2]]
    func score(_ rows: [Int], _ weights: [Double]?) throws -> Double {
      var data =
        try
        (scorer.targetKind == .numbers
        ? examples(Matrix(rows: rows.map { numbers[$0] }))
        : examples(classes: rows.map { classes[$0] }, of: 3))
      if let weights { data = try data.weighted(by: weights) }
      let said =
        scorer.targetKind == .numbers ? guesses : scorer.input == .predictions ? labels : probabilities
      return try scorer.score(of: Matrix(rows: rows.map { said[$0] }), against: data)
    }
    let weighted = try score([0, 1, 2, 3, 4, 5], [1, 2, 1, 1, 0, 3])
    let repeated = try score([0, 1, 1, 2, 3, 5, 5, 5], nil)
    #expect(abs(weighted - repeated) < 1e-14)
    #expect(try score([0, 1, 2, 3, 4, 5], nil) != repeated)
  }

  @Test func aMeasureWithoutWeightsRefusesThem() throws {
    let scorer = Scorer(name: "odd", greaterIsBetter: true) { truth, _ in truth[0] }
    let data = try examples(Matrix(column: [1, 2])).weighted(by: [1, 2])
    let error = #expect(throws: ModelingError.self) {
      try scorer.score(of: Matrix(column: [1, 2]), against: data)
    }
    #expect(error?.message.contains("“odd”") == true)
  }

  @Test(arguments: Scorer.all)
  func theWrongKindOfTargetIsRefusedByName(scorer: Scorer) throws {
    let data =
      try scorer.targetKind == .numbers
      ? examples(classes: [0, 1], of: 2) : examples(Matrix(column: [0, 1]))
    let error = #expect(throws: ModelingError.self) {
      try scorer.score(of: Matrix(column: [0, 1]), against: data)
    }
    #expect(error?.code == .unsuitableTarget)
    #expect(error?.message.contains("“\(scorer.name)”") == true)
  }

  @Test(arguments: Scorer.all)
  func wrongShapesAreRefusedByName(scorer: Scorer) throws {
    let data =
      try scorer.targetKind == .numbers
      ? examples(Matrix(column: [1, 2])) : examples(classes: [0, 1], of: 2)
    for (rows, columns) in [(2, 5), (3, 1), (2, 0)] {
      let predictions = Matrix<Double>(rowCount: rows, columnCount: columns, repeating: 0)
      let error = #expect(throws: ModelingError.self) { try scorer.score(of: predictions, against: data) }
      #expect(error?.code == .mismatchedShapes)
      #expect(error?.message.contains("“\(scorer.name)”") == true)
    }
  }

  @Test(arguments: Scorer.all)
  func nothingToMeasureIsAnError(scorer: Scorer) throws {
    let whole =
      try scorer.targetKind == .numbers
      ? examples(Matrix(column: [1, 2])) : examples(classes: [0, 1], of: 2)
    let width = scorer.input == .predictions ? 1 : 2
    let none = Matrix<Double>(rowCount: 0, columnCount: width, elements: [])
    #expect(throws: ModelingError.self) { try scorer.score(of: none, against: whole.rows(RangeSet())) }
    let first = try whole.weighted(by: [0, 1]).rows(RangeSet(0..<1))
    let one = Matrix<Double>(rowCount: 1, columnCount: width, repeating: 1)
    #expect(throws: ModelingError.self) { try scorer.score(of: one, against: first) }
  }

  @Test func aTruthOfZeroHasNoPercentage() throws {
    let error = #expect(throws: ModelingError.self) {
      try Scorer.meanAbsolutePercentageError.score(of: [1, 1], against: [1, 0])
    }
    #expect(error?.message.contains("row 1 ") == true)
    #expect(throws: ModelingError.self) {
      try Scorer.weightedAbsolutePercentageError.score(of: [1, 1], against: [0, 0])
    }
    #expect(try Scorer.weightedAbsolutePercentageError.score(of: [1, 1], against: [1, 0]) == 1)
    // What does not count is not looked at.
    let data = try examples(Matrix(column: [1, 0])).weighted(by: [1, 0])
    #expect(try Scorer.meanAbsolutePercentageError.score(of: Matrix(column: [2, 1]), against: data) == 1)
  }

  @Test func aClassThatDoesNotOccurHasNoCurve() throws {
    let data = try Dataset(
      features: Matrix<Double>(rowCount: 2, columnCount: 0, elements: []), labels: ["no", "no"],
      classes: ["no", "yes"])
    let error = #expect(throws: ModelingError.self) {
      try Scorer.areaUnderCurve.score(of: Matrix(rows: [[0.5, 0.5], [0.4, 0.6]]), against: data)
    }
    #expect(error?.message.contains("“yes”") == true)
  }

  @Test func equalProbabilitiesAreWorthHalf() throws {
    let data = try examples(classes: [0, 1, 1], of: 2)
    let equal = Matrix<Double>(rowCount: 3, columnCount: 2, repeating: 0.5)
    #expect(try Scorer.areaUnderCurve.score(of: equal, against: data) == 0.5)
  }

  @Test func certaintyThatIsWrongCostsMuchButNotInfinitelyMuch() throws {
    let score = try Scorer.logLoss.score(
      of: Matrix(rows: [[1, 0], [1, 0]]), against: examples(classes: [0, 1], of: 2))
    // One of two rows costs −log 2⁻⁵².
    #expect(abs(score - 0.5 * 36.04365338911715) < 1e-12)
  }

  @Test func predictionsOfNoClassAreRefused() throws {
    #expect(throws: ModelingError.self) {
      try Scorer.f1.score(of: Matrix(column: [0, 0.5]), against: examples(classes: [0, 1], of: 2))
    }
    #expect(throws: ModelingError.self) {
      try Scorer.f1.score(of: Matrix(column: [0, 2]), against: examples(classes: [0, 1], of: 2))
    }
  }

  @Test func rowViewsScoreAsCopies() throws {
    let numbers = (0..<9000).map { Double($0 % 17) + 1 }
    let rows = RangeSet([3..<5000, 5001..<8999])
    let data = try examples(Matrix(column: numbers)).weighted(by: numbers).rows(rows)
    let kept = Array(rows.ranges.joined())
    let copy = try examples(Matrix(column: kept.map { numbers[$0] })).weighted(by: kept.map { numbers[$0] })
    let guess = Matrix(column: kept.map { Double($0 % 5) })
    for scorer in Scorer.all where scorer.targetKind == .numbers {
      #expect(try scorer.score(of: guess, against: data) == scorer.score(of: guess, against: copy))
    }
  }

  @Test func namesAreFound() throws {
    for scorer in Scorer.all { #expect(try Scorer.named(scorer.name).name == scorer.name) }
    let error = #expect(throws: ModelingError.self) { try Scorer.named("rsme") }
    #expect(error?.message.contains("“rmse”") == true)
  }
}
