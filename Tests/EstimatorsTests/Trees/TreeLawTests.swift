import Estimators
import Testing

@Suite struct TreeLawTests {
  /// Data of the kind that a recipe learns from.
  private static func data(for sample: TreeSample, rows: Int) throws -> Dataset {
    try treeData(rows: rows, classes: type(of: sample.estimator).targetKind == .classes ? 4 : nil)
  }

  private func copy(_ data: Dataset, rows: [Int]) throws -> Dataset {
    let features = Matrix(
      rows: rows.map { row in (0..<data.features.columnCount).map { data.features[row, $0] } })
    guard let classes = data.classes else {
      return try Dataset(features: features, target: rows.map { data.target[$0, 0] })
    }
    return try Dataset(
      features: features, labels: rows.map { classes.labels[Int(data.target[$0, 0])] },
      classes: classes.labels)
  }

  @Test(arguments: treeRegressions + treeClassifiers)
  func theSameSeedGivesTheSameBits(_ sample: TreeSample) throws {
    let data = try Self.data(for: sample, rows: 400)
    #expect(try sample.learnsTheSame(from: data, and: data))
  }

  @Test(arguments: [0, 1, 7] as [UInt64])
  func otherSeedsGiveOtherForests(seed: UInt64) throws {
    let data = try treeData(rows: 300)
    for sample in treeRegressions.dropFirst() {
      let one = try #require(sample.fit(data, seed: seed) as? ForestModel)
      let other = try #require(sample.fit(data, seed: seed + 1) as? ForestModel)
      #expect(one.featureImportances != other.featureImportances, "\(sample)")
    }
    let one = try RandomForestRegression(trees: 8).fitted(to: data, in: FittingContext(seed: 0))
    let other = try RandomForestRegression(trees: 8).fitted(to: data, in: FittingContext(seed: 1))
    // Not the same trees in another order either.
    #expect(one.leafCount != other.leafCount)
  }

  @Test(arguments: treeRegressions + treeClassifiers)
  func aWeightOfTwoIsTheRowTwice(_ sample: TreeSample) throws {
    let data = try Self.data(for: sample, rows: 350)
    // What is drawn with replacement is another sample: of those a weight is a repetition in the mean alone.
    guard !sample.testDescription.contains("RandomForest") else { return }
    let weights = (0..<350).map { Double($0 * 7 % 4) }
    let repeated = (0..<350).flatMap { repeatElement($0, count: Int(weights[$0])) }
    #expect(try sample.learnsTheSame(from: data.weighted(by: weights), and: copy(data, rows: repeated)))
  }

  @Test(arguments: treeRegressions + treeClassifiers)
  func aWeightOfZeroIsNoRow(_ sample: TreeSample) throws {
    let data = try Self.data(for: sample, rows: 350)
    let weights = (0..<350).map { $0 % 3 == 1 ? 0 : 1.5 }
    let kept = (0..<350).filter { weights[$0] > 0 }
    let absent = try copy(data, rows: kept).weighted(by: kept.map { _ in 1.5 })
    #expect(try sample.learnsTheSame(from: data.weighted(by: weights), and: absent))
  }

  @Test(arguments: treeRegressions + treeClassifiers)
  func rowViewsEqualCopies(_ sample: TreeSample) throws {
    let data = try Self.data(for: sample, rows: 700)
    let rows = RangeSet([3..<200, 201..<202, 400..<700])
    #expect(
      try sample.learnsTheSame(from: data.rows(rows), and: copy(data, rows: Array(rows.ranges.joined()))))
  }

  @Test(arguments: treeRegressions)
  func orderAndUnitsOfWeightDoNotMatter(_ sample: TreeSample) throws {
    guard sample.testDescription.contains("DecisionTree"), !sample.testDescription.contains("0.5") else {
      return
    }
    let data = try treeData(rows: 500)
    let weights = (0..<500).map { Double($0 % 5) + 0.1 }
    let reversed = try copy(data, rows: Array((0..<500).reversed())).weighted(by: weights.reversed())
    #expect(try sample.learnsTheSame(from: data.weighted(by: weights), and: reversed))
    #expect(
      try sample.learnsTheSame(
        from: data.weighted(by: weights), and: data.weighted(by: weights.map { $0 * 0x1p-900 })))
  }

  @Test(arguments: treeRegressions + treeClassifiers)
  func floatsAndSparseMatricesEqualDoubles(_ sample: TreeSample) throws {
    let data = try Self.data(for: sample, rows: 300)
    let narrow = Matrix<Float>(data.features.matrix())
    let sparse = SparseMatrix(Matrix<Double>(narrow))
    let float = data.replacing(features: narrow.features)
    #expect(
      try sample.learnsTheSame(from: float, and: data.replacing(features: Matrix<Double>(narrow).features)))
    #expect(try sample.learnsTheSame(from: float, and: data.replacing(features: sparse.features)))
  }

  @Test func fitsAtTheSameTimeDoNotDisturbEachOther() async throws {
    let data = try treeData(rows: 400)
    let alone = try RandomForestRegression(trees: 4).fitted(to: data, in: FittingContext(seed: 9))
    try await withThrowingTaskGroup(of: ForestModel.self) { group in
      for _ in 0..<6 {
        group.addTask { try RandomForestRegression(trees: 4).fitted(to: data, in: FittingContext(seed: 9)) }
      }
      for try await model in group { #expect(model == alone) }
    }
  }
}
