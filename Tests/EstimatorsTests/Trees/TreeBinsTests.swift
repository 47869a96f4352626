import Testing

@testable import Estimators

/// Trees on bins that were found in other rows.
@Suite struct TreeBinsTests {
  /// The recipes, with shared bins.
  static let recipes: [TreeSample] = (treeRegressions + treeClassifiers).map { sample in
    var estimator = sample.estimator
    try? estimator.set("sharedBinning", to: .flag(true))
    return TreeSample(estimator)
  }

  private func data(for sample: TreeSample, rows: Int) throws -> Dataset {
    try treeData(rows: rows, classes: type(of: sample.estimator).targetKind == .classes ? 3 : nil)
  }

  /// The model of some rows on the bins of all.
  private func model(
    of sample: TreeSample, on part: Dataset, binnedAs all: Dataset
  ) throws -> any FittedModel {
    func open<E: SharedBinning>(_ estimator: E) throws -> any FittedModel {
      let bins = try E.Bins(of: all, by: #require(estimator.binningRule(for: all)))
      return try estimator.fitted(
        to: part, binnedBy: bins, stoppingOn: nil, in: FittingContext(seed: 5))
    }
    let estimator = try #require(sample.estimator as? any SharedBinning)
    return try open(estimator)
  }

  private func areSame(_ first: any FittedModel, _ second: any FittedModel) -> Bool {
    switch (first, second) {
    case (let first as ForestModel, let second as ForestModel): first == second
    case (let first as ForestClassifierModel, let second as ForestClassifierModel): first == second
    default: false
    }
  }

  @Test(arguments: recipes, [Double?.none, 1, 0.37])
  func theirOwnRowsGiveTheSameModel(_ sample: TreeSample, weight: Double?) throws {
    var data = try data(for: sample, rows: 600)
    if let weight { data = try data.weighted(by: (0..<600).map { Double($0 % 4) * weight }) }
    #expect(areSame(try sample.fit(data), try model(of: sample, on: data, binnedAs: data)))
  }

  @Test(arguments: recipes)
  func columnsWithABinForEachNumberAreSplitAsEver(_ sample: TreeSample) throws {
    let all = try data(for: sample, rows: 240)
    let part = all.rows(RangeSet(0..<160))
    #expect(areSame(try sample.fit(part), try model(of: sample, on: part, binnedAs: all)))
  }

  @Test func edgesAreThoseOfAllRows() throws {
    let all = try Dataset(
      features: Matrix(column: (0..<100).map(Double.init)), target: (0..<100).map(Double.init))
    let part = all.rows(RangeSet(0..<50))
    let tree = DecisionTreeRegression(depth: 1, bins: 2, sharedBinning: true)
    let bins = try TreeBins(of: all, by: #require(tree.binningRule(for: all)))
    #expect(bins.columns.map(\.upper) == [[49, 99]])
    // All rows of the part are in the first bin.
    #expect(try tree.fitted(to: part, binnedBy: bins).leafCount == 1)
    #expect(try tree.fitted(to: part).leafCount == 2)
  }

  @Test func aRecipeThatDoesNotAskHasNoRule() throws {
    let data = try treeData(rows: 20)
    #expect(RandomForestRegression().binningRule(for: data) == nil)
    let forest = RandomForestRegression(trees: 2, sharedBinning: true)
    let tree = DecisionTreeRegression(depth: 3, sharedBinning: true)
    #expect(forest.binningRule(for: data) == tree.binningRule(for: data))
    #expect(forest.binningRule(for: data) != nil)
    // Weights of rows that are drawn are rounded otherwise.
    let weighted = try data.weighted(by: Array(repeating: 0.3, count: 20))
    #expect(forest.binningRule(for: weighted) != tree.binningRule(for: weighted))
    var coarse = tree
    coarse.bins = 12
    #expect(coarse.binningRule(for: data) != tree.binningRule(for: data))
  }

  // MARK: - Odd columns

  private let tree = DecisionTreeRegression(depth: nil, sharedBinning: true)

  private func predictions(
    _ part: ([Double], [Double]), binnedAs all: [Double], of features: [Double]
  ) throws -> [Double] {
    let all = try Dataset(features: Matrix(column: all), target: all.map { _ in 0 })
    let bins = try TreeBins(of: all, by: #require(tree.binningRule(for: all)))
    let data = try Dataset(features: Matrix(column: part.0), target: part.1)
    return try tree.fitted(to: data, binnedBy: bins).predictions(from: Matrix(column: features)).elements
  }

  @Test func oneRowIsEnough() throws {
    #expect(try predictions(([3], [7]), binnedAs: [1, 3, 5], of: [0, 9, .nan]) == [7, 7, 7])
    #expect(try predictions(([3], [7]), binnedAs: [3], of: [0, 9, .nan]) == [7, 7, 7])
  }

  @Test func aColumnThatIsConstantInTheFoldOrEverywhereIsNotSplit() throws {
    #expect(try predictions(([2, 2], [1, 3]), binnedAs: [1, 2, 3], of: [1, 3]) == [2, 2])
    #expect(try predictions(([2, 2], [1, 3]), binnedAs: [2, 2, 2], of: [1, 3]) == [2, 2])
  }

  @Test func numbersBeyondTheEdgesAreInTheOutermostBins() throws {
    let part = ([-9.0, 1, 2, 9], [10.0, 11, 12, 13])
    #expect(try predictions(part, binnedAs: [1, 2], of: [-9, 1, 2, 9]) == [10.5, 10.5, 12.5, 12.5])
    #expect(try predictions(part, binnedAs: [1, 2], of: [-.infinity, .infinity]) == [10.5, 12.5])
  }

  @Test func missingValuesNeedNotBeWhereBinsWereFound() throws {
    // Missing in the fold alone, elsewhere alone, and everywhere.
    #expect(try predictions(([1, 2, .nan], [0, 4, 8]), binnedAs: [1, 2], of: [1, 2, .nan]) == [0, 4, 8])
    #expect(try predictions(([1, 2], [0, 4]), binnedAs: [1, .nan, 2], of: [1, 2]) == [0, 4])
    #expect(try predictions(([.nan, .nan], [0, 4]), binnedAs: [.nan], of: [1, .nan]) == [2, 2])
    // No number was there: all are in one bin.
    #expect(try predictions(([1, 2, .nan], [0, 4, 8]), binnedAs: [.nan], of: [1, 2, .nan]) == [2, 2, 8])
  }

  @Test func missingValuesThatTheFoldDoesNotHaveGoWhereTheyWouldWithoutSharing() throws {
    let part = try Dataset(features: Matrix(column: [1.0, 2, 3]), target: [0, 0, 9])
    let own = try tree.fitted(to: part).predictions(from: Matrix(column: [Double.nan])).elements
    #expect(try predictions(([1, 2, 3], [0, 0, 9]), binnedAs: [1, .nan, 2, 3], of: [.nan]) == own)
  }

  @Test func binsOfOtherColumnsAreRefused() throws {
    let data = try treeData(rows: 20)
    let bins = try TreeBins(of: data.columns([0, 1]), by: #require(tree.binningRule(for: data)))
    let error = #expect(throws: ModelingError.self) { try tree.fitted(to: data, binnedBy: bins) }
    #expect(error?.message.contains("“tree” was given bins of 2 columns for data of 4") == true)
  }

  @Test func rowsOfNoWeightSetNoEdges() throws {
    let features = Matrix<Double>(column: [1, 2, 3, 4])
    let data = try Dataset(features: features, target: [0, 0, 0, 0]).weighted(by: [0, 1, 1, 0])
    let bins = try TreeBins(of: data, by: #require(tree.binningRule(for: data)))
    #expect(bins.columns.map(\.lower) == [[2, 3]])
    let nothing = try data.weighted(by: [1, 1, 1, 0]).rows(RangeSet(3..<4))
    #expect(throws: ModelingError.self) {
      try TreeBins(of: nothing, by: #require(tree.binningRule(for: nothing)))
    }
  }
}
