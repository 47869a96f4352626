import Estimators
import Testing

@Suite struct TreeEdgeTests {
  @Test(arguments: treeRegressions)
  func constantFeaturesAndTargetsGiveOneLeaf(_ sample: TreeSample) throws {
    let constant = try Dataset(
      features: Matrix<Double>(rowCount: 30, columnCount: 2, repeating: 4), target: (0..<30).map(Double.init))
    let model = try #require(sample.fit(constant) as? ForestModel)
    #expect(model.leafCount == model.treeCount)
    #expect(model.featureImportances == [0, 0])
    #expect(model.depth == 0)
    // One value that has no exact binary form comes back as it is.
    let same = try treeData(rows: 30)
    let flat = try Dataset(features: same.features, target: [Double](repeating: 0.1, count: 30))
    let single = try #require(sample.fit(flat) as? ForestModel)
    #expect(single.leafCount == single.treeCount)
    #expect(try single.predictions(from: same.features).elements.allSatisfy { abs($0 - 0.1) < 1e-16 })
  }

  @Test(arguments: treeRegressions)
  func oneRowIsEnough(_ sample: TreeSample) throws {
    let model = try sample.fit(Dataset(features: Matrix<Double>(rows: [[1, 2]]), target: [7.25]))
    #expect(
      try model.predictions(from: Matrix<Double>(rows: [[0, 0], [9, .nan]])).elements == [7.25, 7.25])
    #expect(
      try model.predictions(from: Matrix<Double>(rowCount: 0, columnCount: 2, elements: [])).rowCount == 0)
  }

  @Test(arguments: treeClassifiers)
  func classesThatDoNotOccurHaveNoProbability(_ sample: TreeSample) throws {
    let features = Matrix<Double>(rows: (0..<20).map { [Double($0), Double($0 % 3)] })
    for labels in [[1], [0, 3]] {
      let data = try Dataset(
        features: features, labels: (0..<20).map { labels[$0 % labels.count] }, classes: [0, 1, 2, 3])
      let model = try #require(sample.fit(data) as? ForestClassifierModel)
      #expect(model.classCount == 4)
      let probabilities = try model.probabilities(from: features)
      for row in 0..<20 {
        #expect(abs(probabilities.row(row).reduce(0, +) - 1) < 1e-12)
        for absent in 0..<4 where !labels.contains(absent) { #expect(probabilities[row, absent] == 0) }
      }
    }
    let single = try Dataset(features: features, labels: (0..<20).map { _ in "only" })
    let model = try #require(sample.fit(single) as? ForestClassifierModel)
    #expect(try model.probabilities(from: features).elements.allSatisfy { $0 == 1 })
  }

  @Test func missingValuesGoWhereTheyLowerTheLoss() throws {
    // Rows without the number have the target of large numbers.
    let features = Matrix<Double>(column: [1, 2, 3, 4, .nan, .nan])
    let right = try DecisionTreeRegression(depth: 1).fitted(
      to: Dataset(features: features, target: [0, 0, 9, 9, 9, 9]))
    #expect(try right.predictions(from: Matrix<Double>(column: [.nan, 2.4, 2.6])).elements == [9, 0, 9])
    let left = try DecisionTreeRegression(depth: 1).fitted(
      to: Dataset(features: features, target: [0, 0, 9, 9, 0, 0]))
    #expect(try left.predictions(from: Matrix<Double>(column: [.nan, 2.4, 2.6])).elements == [0, 0, 9])
    // They alone are different.
    let apart = try DecisionTreeRegression(depth: 1).fitted(
      to: Dataset(features: features, target: [5, 5, 5, 5, 2, 2]))
    #expect(
      try apart.predictions(from: Matrix<Double>(column: [.nan, -1e9, .infinity])).elements == [2, 5, 5])
  }

  @Test func missingValuesThatWereNeverSeenGoWithTheGreaterWeight() throws {
    let data = try Dataset(features: Matrix<Double>(column: [1, 2, 3]), target: [0, 0, 9])
    let nan = Matrix<Double>(column: [.nan])
    #expect(try DecisionTreeRegression().fitted(to: data).predictions(from: nan).elements == [0])
    #expect(
      try DecisionTreeRegression().fitted(to: data.weighted(by: [1, 1, 5])).predictions(from: nan).elements
        == [9])
  }

  @Test(arguments: treeRegressions + treeClassifiers)
  func columnsOfNothingAreNoHindrance(_ sample: TreeSample) throws {
    let isClassifier = type(of: sample.estimator).targetKind == .classes
    let rows = (0..<40).map { row -> [Double] in
      let some = row % 4 == 0 ? Double.nan : Double(row % 7)
      let side = row % 2 == 0 ? Double.infinity : -Double.infinity
      return [.nan, Double(row), some, side]
    }
    let data =
      try isClassifier
      ? Dataset(features: Matrix(rows: rows), labels: (0..<40).map { $0 / 15 })
      : Dataset(features: Matrix(rows: rows), target: (0..<40).map { Double($0 / 15) })
    let model = try sample.fit(data)
    #expect(try model.predictions(from: data.features).elements.allSatisfy(\.isFinite))
    if sample.testDescription.contains("DecisionTree"), !sample.testDescription.contains("0.5") {
      #expect(try model.predictions(from: data.features).elements == (0..<40).map { Double($0 / 15) })
    }
  }

  @Test(arguments: [1e300, 1e-300, 1e15])
  func targetsOfAnySizeAreLearned(size: Double) throws {
    let target = (0..<60).map { Double($0 % 6 - 3) / 3 * size }
    let data = try Dataset(features: Matrix(column: (0..<60).map { Double($0 % 6) }), target: target)
    for sample in treeRegressions where !sample.testDescription.contains("RandomForest") {
      let predictions = try sample.fit(data).predictions(from: data.features).elements
      #expect(zip(predictions, target).allSatisfy { abs($0 / size - $1 / size) < 1e-12 }, "\(sample)")
    }
  }

  @Test func moreColumnsThanRowsAndSmallShares() throws {
    var generator = SeededGenerator(seed: 2)
    let features = Matrix<Double>(rows: (0..<30).map { _ in (0..<200).map { _ in generator.fraction() } })
    let data = try Dataset(features: features, target: (0..<30).map { features[$0, 7] })
    let model = try RandomForestRegression(trees: 5, featuresPerSplit: .fraction(1e-9)).fitted(to: data)
    #expect(model.featureImportances.count == 200)
    #expect(abs(model.featureImportances.reduce(0, +) - 1) < 1e-12)
    let exact = try DecisionTreeRegression().fitted(to: data)
    #expect(try exact.predictions(from: features).elements == data.target.copied().elements)
  }

  /// Columns are drawn until one parts the rows, however few do.
  @Test func theOnlyColumnThatVariesIsFound() throws {
    let features = Matrix<Double>(rows: (0..<20).map { row in (0..<50).map { $0 == 31 ? Double(row) : 1 } })
    let data = try Dataset(features: features, target: (0..<20).map(Double.init))
    let model = try ExtraTreesRegression(trees: 2, featuresPerSplit: .squareRoot).fitted(to: data)
    #expect(model.featureImportances[31] == 1)
    #expect(model.leafCount == 40)
  }

  @Test func wrongParametersAreNamed() throws {
    let data = try treeData(rows: 20)
    func message(_ estimator: some Estimator) -> String {
      #expect(throws: ModelingError.self) { try estimator.fitted(to: data) }?.message ?? ""
    }
    #expect(
      message(DecisionTreeRegression(depth: 0)).contains(
        "“depth” of “tree” must be a whole number of at least 1"))
    #expect(message(DecisionTreeRegression(depth: 1, minimumLeafWeight: -1)).contains("“minimumLeafWeight”"))
    #expect(
      message(DecisionTreeRegression(depth: 1, minimumLeafWeight: .nan)).contains("“minimumLeafWeight”"))
    #expect(message(DecisionTreeRegression(depth: 1, bins: 256)).contains("“bins”"))
    #expect(message(DecisionTreeRegression(depth: 1, bins: 1)).contains("from 2 to 255"))
    #expect(message(RandomForestRegression(trees: 0)).contains("“trees” of “random-forest”"))
    #expect(
      message(ExtraTreesRegression(trees: 1, featuresPerSplit: .fraction(0))).contains("“featuresPerSplit”"))
    #expect(message(ExtraTreesRegression(trees: 1, featuresPerSplit: .fraction(1.5))).contains("“sqrt”"))
    #expect(message(RandomForestClassifier()).contains("the target has numbers"))
    #expect(throws: ModelingError.self) {
      try RandomForestClassifier().fitted(to: data, in: FittingContext())
    }
    #expect(throws: ModelingError.self) {
      try DecisionTreeRegression().fitted(to: treeData(rows: 20, classes: 3))
    }
    let nothing = try data.weighted(by: (0..<20).map { $0 == 0 ? 1 : 0 }).rows(RangeSet(1..<20))
    #expect(message2(nothing).contains("weights of all 19 rows"))
    let nan = try Dataset(features: data.features, target: (0..<20).map { $0 == 3 ? .nan : 1 })
    #expect(message2(nan).contains("row 3"))
  }

  private func message2(_ data: Dataset) -> String {
    #expect(throws: ModelingError.self) { try DecisionTreeRegression().fitted(to: data) }?.message ?? ""
  }

  @Test func aLeafHeavierThanAllRowsIsTheRoot() throws {
    let data = try treeData(rows: 20)
    #expect(try DecisionTreeRegression(depth: nil, minimumLeafWeight: 1e300).fitted(to: data).leafCount == 1)
  }

  @Test func aCancelledFitEnds() async throws {
    let data = try treeData(rows: 100)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try RandomForestRegression().fitted(to: data)
    }
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
