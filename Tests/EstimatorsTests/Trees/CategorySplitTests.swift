import EnsemblesTesting
import Testing

@testable import Estimators

/// Examples with two columns of categories, some of them missing, around one of numbers.
private func categoryData(
  rows rowCount: Int, kinds: Int = 9, classes classCount: Int? = nil, seed: UInt64 = 1
) throws -> Dataset {
  var generator = SeededGenerator(seed: seed)
  let worths = (0..<kinds).map { _ in generator.fraction() * 6 }
  var rows: [[Double]] = []
  var target: [Double] = []
  for _ in 0..<rowCount {
    let (first, second) = (generator.number(below: kinds), generator.number(below: 3))
    let number = generator.fraction()
    rows.append([generator.number(below: 8) == 0 ? .nan : Double(first), number, Double(second)])
    target.append(worths[first] + 2 * number + (second == 1 ? 3 : 0) + generator.fraction())
  }
  let data =
    try classCount.map { count in
      try Dataset(
        features: Matrix(rows: rows), labels: target.map { min(count - 1, Int($0 * Double(count) / 10)) },
        classes: Array(0..<count))
    } ?? Dataset(features: Matrix(rows: rows), target: target)
  return try data.categorized(by: words(0, kinds).merging(words(2, 3)) { $1 })
}

private func words(_ column: Int, _ count: Int) -> [Int: [String]] {
  [column: (0..<count).map { "word \($0)" }]
}

/// One column of categories.
private func column(
  _ values: [Double], _ target: [Double], of count: Int
) throws -> Dataset {
  try Dataset(features: Matrix<Double>(column: values), target: target).categorized(by: words(0, count))
}

@Suite struct CategorySplitTests {
  // MARK: - The best set

  /// The least loss that any set of the values of a column leaves, a missing one as a value of its own.
  private func leastLoss(
    _ rows: [Int], _ values: [Double], _ targets: [[Double]], _ weights: [Double]
  ) -> Double {
    let names = Set(rows.map { values[$0].isNaN ? -1 : values[$0] }).sorted()
    var least = Double.infinity
    for set in 1..<max(1, 1 << names.count - 1) {
      let chosen = Set(names.indices.filter { set >> $0 & 1 == 1 }.map { names[$0] })
      let left = rows.filter { chosen.contains(values[$0].isNaN ? -1 : values[$0]) }
      let right = rows.filter { !chosen.contains(values[$0].isNaN ? -1 : values[$0]) }
      least = min(least, squaredLoss(left, targets, weights) + squaredLoss(right, targets, weights))
    }
    return least
  }

  /// Walks a tree, and gives at each node what the split lowers the loss by, as a part of what the best one would.
  private func shares(
    _ trees: FlatTrees, _ values: [Double], _ targets: [[Double]], _ weights: [Double]
  ) -> [Double] {
    var shares: [Double] = []
    var waiting = [(node: 0, rows: values.indices.filter { weights[$0] > 0 })]
    let all = squaredLoss(waiting[0].rows, targets, weights)
    while let (place, rows) = waiting.popLast() {
      let node = trees.nodes[place]
      let own = squaredLoss(rows, targets, weights)
      let least = leastLoss(rows, values, targets, weights)
      guard node.question >= 0 else {
        #expect(least == .infinity || own < 1e-12 * all, "a leaf could be split")
        continue
      }
      let set = trees.categorySets[Int(node.threshold)]
      func isLeft(_ row: Int) -> Bool { set.contains(values[row], tables: trees.categoryTables) }
      let (left, right) = (rows.filter(isLeft), rows.filter { !isLeft($0) })
      #expect(!left.isEmpty && !right.isEmpty)
      let after = squaredLoss(left, targets, weights) + squaredLoss(right, targets, weights)
      shares.append(own - least < 1e-9 * all ? 1 : (own - after) / (own - least))
      waiting.append((Int(node.next), left))
      waiting.append((Int(node.next) + 1, right))
    }
    return shares
  }

  private func values(_ count: Int, of kinds: Int, missing: Double, _ generator: inout SeededGenerator)
    -> [Double]
  {
    (0..<count).map { _ in
      generator.fraction() < missing ? .nan : Double(generator.number(below: kinds))
    }
  }

  @Test(arguments: [2, 3, 5, 8], [0, 0.2])
  func setsOfOneOutputAreTheBestThereAre(kinds: Int, missing: Double) throws {
    for seed in 0..<6 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let values = values(60, of: kinds, missing: missing, &generator)
      let weights = values.map { _ in Double(generator.number(below: 4)) }
      let target = values.map { ($0.isNaN ? 1 : $0 * 5 - $0 * $0) + generator.fraction() * 8 }
      let data = try column(values, target, of: kinds).weighted(by: weights)
      let model = try DecisionTreeRegression().fitted(to: data)
      let shares = shares(model.trees, values, target.map { [$0] }, weights)
      #expect(!shares.isEmpty && shares.allSatisfy { $0 > 1 - 1e-9 }, "\(shares)")
    }
  }

  @Test(arguments: [2, 3, 5, 8], [0, 0.2])
  func setsOfTwoClassesAreTheBestThereAre(kinds: Int, missing: Double) throws {
    for seed in 10..<16 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let values = values(60, of: kinds, missing: missing, &generator)
      let labels = values.map { _ in generator.number(below: 2) }
      let data = try Dataset(features: Matrix<Double>(column: values), labels: labels, classes: [0, 1])
        .categorized(by: words(0, kinds))
      let model = try DecisionTreeClassifier().fitted(to: data)
      let targets: [[Double]] = labels.map { [Double($0), 1 - Double($0)] }
      let shares = shares(model.trees, values, targets, values.map { _ in 1 })
      #expect(!shares.isEmpty && shares.allSatisfy { $0 > 1 - 1e-9 }, "\(shares)")
    }
  }

  /// Along a principal component the best set need not be found, but a good one is.
  @Test(arguments: [3, 5])
  func setsOfSeveralClassesAreNearTheBest(classCount: Int) throws {
    var all: [Double] = []
    for seed in 20..<40 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let values = values(80, of: 7, missing: 0.1, &generator)
      let labels = values.map { value in
        let own = value.isNaN ? 0 : Int(value) * 5 % classCount
        return generator.number(below: 3) > 0 ? own : generator.number(below: classCount)
      }
      let data = try Dataset(
        features: Matrix<Double>(column: values), labels: labels, classes: Array(0..<classCount)
      ).categorized(by: words(0, 7))
      let model = try DecisionTreeClassifier().fitted(to: data)
      let targets = labels.map { label in (0..<classCount).map { $0 == label ? 1.0 : 0 } }
      all += shares(model.trees, values, targets, values.map { _ in 1 })
    }
    #expect(all.count > 40)
    #expect(all.allSatisfy { $0 > 0.5 }, "\(all)")
    #expect(all.reduce(0, +) / Double(all.count) > 0.97)
  }

  @Test func setsOfSeveralOutputsFollowTheOutputThatVaries() throws {
    let values = (0..<60).map { Double($0 % 6) }
    let isHigh: Set<Double> = [0, 3, 4]
    let targets: [[Double]] = values.enumerated().map { row, value in
      let high: Double = isHigh.contains(value) ? 9 : 1
      return [Double(row % 2) / 10, high, 7]
    }
    let data = try Dataset(features: Matrix<Double>(column: values), targets: Matrix(rows: targets))
      .categorized(by: words(0, 6))
    let model = try DecisionTreeRegression(depth: 1).fitted(to: data)
    let predictions = try model.predictions(from: data.features)
    for row in 0..<60 { #expect(predictions[row, 1] == targets[row][1]) }
  }

  // MARK: - What sets can do

  @Test(arguments: treeRegressions)
  func whatOnlyASetPartsIsParted(_ sample: TreeSample) throws {
    let values = (0..<400).map { Double($0 * 7 % 12) }
    let chosen: Set<Double> = [1, 4, 6, 11]
    let target = values.map { chosen.contains($0) ? 5.0 : -5 }
    let data = try column(values, target, of: 12)
    let model = try sample.fit(data)
    #expect(try model.predictions(from: data.features).elements == target)
  }

  @Test func oneQuestionAboutASetIsEnough() throws {
    let values = (0..<100).map { Double($0 % 10) }
    let chosen: Set<Double> = [1, 4, 7, 8]
    let target = values.map { chosen.contains($0) ? 5.0 : -5 }
    let numbers = try Dataset(features: Matrix<Double>(column: values), target: target)
    let stump = DecisionTreeRegression(depth: 1)
    let asNumbers = try stump.fitted(to: numbers).predictions(from: numbers.features).elements
    #expect(asNumbers != target)
    let asWords = try stump.fitted(to: numbers.categorized(by: words(0, 10)))
    #expect(try asWords.predictions(from: numbers.features).elements == target)
    #expect(asWords.featureImportances == [1])
  }

  @Test func theOrderOfWordsDoesNotMatter() throws {
    for sample in [
      TreeSample(DecisionTreeRegression(depth: 3)), TreeSample(DecisionTreeClassifier(depth: 3)),
    ] {
      let isClassifier = type(of: sample.estimator).targetKind == .classes
      let data = try categoryData(rows: 500, classes: isClassifier ? 2 : nil)
      let features = data.features.matrix()
      let renamed = Matrix<Double>(
        rows: (0..<500).map { row in
          let word = (features[row, 0] * 4 + 3).truncatingRemainder(dividingBy: 9)
          return [word, features[row, 1], features[row, 2]]
        })
      let other = try data.replacing(features: renamed.features).categorized(by: data.categories)
      let (first, second) = (try sample.fit(data), try sample.fit(other))
      #expect(try first.predictions(from: features) == second.predictions(from: renamed), "\(sample)")
    }
  }

  // MARK: - Few categories, and many

  @Test(arguments: treeRegressions)
  func oneCategoryAsksNothing(_ sample: TreeSample) throws {
    let target = (0..<40).map { Double($0 % 3) }
    let alike = try #require(sample.fit(column(target.map { _ in 2 }, target, of: 4)) as? ForestModel)
    #expect(alike.leafCount == alike.treeCount && alike.featureImportances == [0])
    let missing = try #require(sample.fit(column(target.map { _ in .nan }, target, of: 4)) as? ForestModel)
    #expect(missing.leafCount == missing.treeCount && missing.featureImportances == [0])
    let none = try #require(sample.fit(column(target.map { _ in .nan }, target, of: 0)) as? ForestModel)
    #expect(none.leafCount == none.treeCount)
  }

  @Test(arguments: treeRegressions)
  func oneCategoryIsToldFromNone(_ sample: TreeSample) throws {
    let values = (0..<40).map { $0 % 2 == 0 ? 1 : Double.nan }
    let target = values.map { $0.isNaN ? 3.0 : 8 }
    let model = try sample.fit(column(values, target, of: 2))
    #expect(try model.predictions(from: Matrix<Double>(column: [1, .nan, 0])).elements == [8, 3, 3])
  }

  /// The heaviest have a bin each, the others one together.
  @Test(arguments: [254, 255, 256, 300, 1000])
  func manyCategoriesAreBinnedByWeight(count: Int) throws {
    func worth(_ category: Int) -> Double { Double(category * 7919 % 1009) }
    let heavy = min(count, count > 255 ? 254 : 255)
    // Every category once, and those at the end once more.
    let categories = Array(0..<count) + Array(count - heavy..<count)
    let data = try column(categories.map(Double.init), categories.map(worth), of: count)
    let predictions = try DecisionTreeRegression().fitted(to: data).predictions(from: data.features).elements
    let light = count - heavy
    let shared = (0..<light).map(worth).reduce(0, +) / Double(max(1, light))
    for (row, category) in categories.enumerated() {
      #expect(abs(predictions[row] - (category < light ? shared : worth(category))) < 1e-9)
    }
  }

  @Test func asManyBinsAsAskedFor() throws {
    let bins = ColumnBins(categories: [2, 3, 5, 8, 9], weights: [1, 7, 1, 4, 1], limit: 3, hasMissing: true)
    #expect(bins.count == 3 && bins.slotCount == 4)
    #expect(bins.binsOfCategories == [255, 255, 2, 0, 255, 2, 255, 255, 1, 2])
    let two = ColumnBins(categories: [0, 1, 2], weights: [1, 1, 1], limit: 2, hasMissing: false)
    #expect(two.binsOfCategories == [0, 1, 1])
    #expect(ColumnBins(categories: [], weights: [], limit: 2, hasMissing: true).binsOfCategories == [])
  }

  // MARK: - What was not there

  @Test func whatWasNotThereGoesWhereMissingValuesGo() throws {
    let strange: [Double] = [.nan, 3, 4, 17, -1, -0.5, 0.5, 1e300, -.infinity, .infinity, 255, 0x1p62]
    // Missing values have the target of the second word; the third and the fifth never occur.
    let seen = try column([0, 0, 1, 1, .nan], [1, 1, 9, 9, 9], of: 5)
    let model = try DecisionTreeRegression(depth: 1).fitted(to: seen)
    #expect(
      try model.predictions(from: Matrix<Double>(column: strange)).elements == strange.map { _ in 9 })
    // Where none was missing, they go with the greater weight.
    for (weights, answer) in [([2, 2, 1, 1], 1.0), ([1, 1, 2, 2], 9)] as [([Double], Double)] {
      let data = try column([0, 0, 1, 1], [1, 1, 9, 9], of: 5).weighted(by: weights)
      let model = try DecisionTreeRegression(depth: 1).fitted(to: data)
      #expect(
        try model.predictions(from: Matrix<Double>(column: strange)).elements == strange.map { _ in answer })
      #expect(try model.predictions(from: Matrix<Double>(column: [-0.0, 1])).elements == [1, 9])
    }
  }

  /// A word that a node has not met, though another has, goes where its missing values go.
  @Test func aWordThatANodeHasNotMetIsLikeAMissingOne() throws {
    let rows: [[Double]] = [[0, 0], [0, 0], [0, 1], [1, 2], [1, 2], [1, 3], [1, 3]]
    let data = try Dataset(features: Matrix(rows: rows), target: [0, 0, 20, 100, 100, 130, 130])
      .categorized(by: words(1, 4))
    let model = try DecisionTreeRegression().fitted(to: data)
    let asked = Matrix<Double>(rows: [
      [0, 0], [0, 1], [0, 2], [0, .nan], [1, 2], [1, 3], [1, 0], [1, .nan],
    ])
    let predictions = try model.predictions(from: asked).elements
    #expect(Array(predictions[0..<2]) == [0, 20] && Array(predictions[4..<6]) == [100, 130])
    #expect(model.depth == 2)
    // The root asks about either column, which part the same rows; below it each side has met two of the words.
    #expect(predictions[3] == 0 || predictions[3] == 100)
    #expect([0.0, 100].contains(predictions[2]) && [0.0, 100].contains(predictions[6]))
  }

  // MARK: - Chance

  @Test func everyPartOfTheCategoriesIsDrawnAlike() {
    let order = CategoryOrder(outputCount: 1, slotWidth: 2)
    let bins = UncheckedBuffer<Int32>([3, 5, 70, 200])
    var generator = SeededGenerator(seed: 3)
    var counts: [Set<Int32>: Int] = [:]
    for _ in 0..<14_000 {
      let drawn = order.draw(from: bins, count: 4, &generator)
      counts[Set((0..<drawn).map { bins[$0] }), default: 0] += 1
      #expect(Set((0..<4).map { bins[$0] }) == [3, 5, 70, 200])
    }
    #expect(counts.count == 14 && counts[[]] == nil)
    #expect(counts.values.allSatisfy { 850..<1150 ~= $0 }, "\(counts)")
  }

  // MARK: - Laws

  private static func data(for sample: TreeSample, rows: Int) throws -> Dataset {
    try categoryData(rows: rows, classes: type(of: sample.estimator).targetKind == .classes ? 4 : nil)
  }

  private func copy(_ data: Dataset, rows: [Int]) throws -> Dataset {
    let features = Matrix(rows: rows.map { row in (0..<3).map { data.features[row, $0] } })
    let target = rows.map { data.target[$0, 0] }
    let copy =
      try data.classes.map {
        try Dataset(features: features, labels: target.map { Int($0) }, classes: Array(0..<$0.count))
      } ?? Dataset(features: features, target: target)
    return try copy.categorized(by: data.categories)
  }

  @Test(arguments: treeRegressions + treeClassifiers)
  func weightsAndViewsAreRows(_ sample: TreeSample) throws {
    // So many that a node counts all columns at once, too.
    let data = try Self.data(for: sample, rows: 700)
    #expect(try sample.learnsTheSame(from: data, and: data))
    let rows = RangeSet([3..<200, 201..<202, 400..<700])
    #expect(
      try sample.learnsTheSame(from: data.rows(rows), and: copy(data, rows: Array(rows.ranges.joined()))))
    let weights = (0..<700).map { $0 % 3 == 1 ? 0 : 1.5 }
    let kept = (0..<700).filter { weights[$0] > 0 }
    #expect(
      try sample.learnsTheSame(
        from: data.weighted(by: weights), and: copy(data, rows: kept).weighted(by: kept.map { _ in 1.5 })))
    // What is drawn with replacement is another sample.
    guard !sample.testDescription.contains("RandomForest") else { return }
    let counts = (0..<700).map { Double($0 * 7 % 4) }
    let repeated = (0..<700).flatMap { repeatElement($0, count: Int(counts[$0])) }
    #expect(try sample.learnsTheSame(from: data.weighted(by: counts), and: copy(data, rows: repeated)))
  }

  @Test(arguments: treeRegressions + treeClassifiers)
  func lawsAreKeptWithCategories(_ sample: TreeSample) async throws {
    func check(_ estimator: some Estimator) async throws {
      try await checkEstimator(estimator, data: Self.data(for: sample, rows: 60))
    }
    try await check(sample.estimator)
  }

  @Test(arguments: treeRegressions + treeClassifiers)
  func floatsAndSparseMatricesEqualDoubles(_ sample: TreeSample) throws {
    let data = try Self.data(for: sample, rows: 300)
    let narrow = Matrix<Float>(data.features.matrix())
    func with(_ features: Features) throws -> Dataset {
      try data.replacing(features: features).categorized(by: data.categories)
    }
    let float = try with(narrow.features)
    #expect(try sample.learnsTheSame(from: float, and: with(Matrix<Double>(narrow).features)))
    #expect(
      try sample.learnsTheSame(from: float, and: with(SparseMatrix(Matrix<Double>(narrow)).features)))
  }

  /// What is counted for all columns at once and what is counted for one at a time give the same splits.
  @Test func thereIsNoOtherTreeInATallerTable() throws {
    let data = try categoryData(rows: 2000, kinds: 40)
    let twice = try copy(data, rows: Array(0..<2000) + Array(0..<2000))
    let recipe = DecisionTreeRegression(depth: 6, minimumLeafWeight: 0)
    #expect(
      try recipe.fitted(to: data).trees.nodes.map(\.question)
        == recipe.fitted(to: twice).trees.nodes.map(\.question))
    #expect(try recipe.fitted(to: data).trees.categorySets == recipe.fitted(to: twice).trees.categorySets)
  }
}

@Suite struct SharedCategoryTests {
  /// Two columns of categories, some of which the first rows do not have.
  private func data() throws -> Dataset {
    let rows: [[Double]] = (0..<300).map { row in
      let word = row % 13 == 0 ? Double.nan : Double(row < 200 ? row * 7 % 20 : row % 30)
      return [word, Double(row % 17)]
    }
    let target = rows.enumerated().map { row, values in
      (values[0].isNaN ? 3 : values[0] * values[0].truncatingRemainder(dividingBy: 4)) + Double(row % 5)
    }
    return try Dataset(features: Matrix(rows: rows), target: target).categorized(by: words(0, 30))
  }

  @Test func binsOfAllRowsGiveTheSameTrees() throws {
    let (all, recipe) = (try data(), DecisionTreeRegression(depth: nil, sharedBinning: true))
    let bins = try TreeBins(of: all, by: #require(recipe.binningRule(for: all)))
    let part = all.rows(RangeSet(0..<200))
    let (alone, shared) = (try recipe.fitted(to: part), try recipe.fitted(to: part, binnedBy: bins))
    #expect(try shared.predictions(from: all.features) == alone.predictions(from: all.features))
  }

  @Test func categoriesThatBinsDoNotKnowAreLikeMissingOnes() throws {
    let (all, recipe) = (try data(), DecisionTreeRegression(depth: nil, sharedBinning: true))
    let part = all.rows(RangeSet(0..<200))
    let bins = try TreeBins(of: part, by: #require(recipe.binningRule(for: part)))
    let model = try recipe.fitted(to: all, binnedBy: bins)
    let strange = Matrix<Double>(rows: [[25, 4], [.nan, 4], [29, 4], [1000, 4]])
    let predictions = try model.predictions(from: strange).elements
    #expect(predictions.allSatisfy { $0 == predictions[1] })
  }

  @Test func binsOfNumbersAreNoneOfCategories() throws {
    let (all, recipe) = (try data(), DecisionTreeRegression(depth: nil, sharedBinning: true))
    let plain = try Dataset(features: all.features, target: all.target.copied().elements)
    let bins = try TreeBins(of: plain, by: #require(recipe.binningRule(for: plain)))
    let error = #expect(throws: ModelingError.self) { try recipe.fitted(to: all, binnedBy: bins) }
    #expect(error?.message.contains("column 0 (counted from 0) holds categories") == true)
  }
}
