import Testing

@testable import Estimators

/// Walks a grown tree, and compares each of its splits with all splits that there are.
@Suite struct ExactSplitTests {
  /// The least loss after any split, with missing values on either side.
  private func leastLoss(
    _ rows: [Int], _ features: Matrix<Double>, _ targets: [[Double]], _ weights: [Double], leastWeight: Double
  ) -> Double {
    var least = Double.infinity
    for column in 0..<features.columnCount {
      let numbers = Set(rows.map { features[$0, column] }.filter { !$0.isNaN })
      for number in numbers {
        for missingGoesLeft in [true, false] {
          let left = rows.filter {
            features[$0, column].isNaN ? missingGoesLeft : features[$0, column] <= number
          }
          let right = rows.filter { !left.contains($0) }
          guard !left.isEmpty, !right.isEmpty,
            min(left.reduce(0) { $0 + weights[$1] }, right.reduce(0) { $0 + weights[$1] }) >= leastWeight
          else { continue }
          least = min(least, squaredLoss(left, targets, weights) + squaredLoss(right, targets, weights))
        }
      }
    }
    return least
  }

  private func check(
    _ trees: FlatTrees, _ features: Matrix<Double>, _ targets: [[Double]], weights: [Double],
    leastWeight: Double
  ) {
    let scale = squaredLoss(Array(targets.indices), targets, weights)
    var waiting = [(node: 0, rows: targets.indices.filter { weights[$0] > 0 })]
    var splits = 0
    while let (place, rows) = waiting.popLast() {
      let node = trees.nodes[place]
      let least = leastLoss(rows, features, targets, weights, leastWeight: leastWeight)
      guard node.question >= 0 else {
        #expect(
          least == .infinity || squaredLoss(rows, targets, weights) < 1e-12 * scale,
          "a leaf could be split")
        let total = rows.reduce(0) { $0 + weights[$1] }
        for output in targets[0].indices {
          let mean = rows.reduce(0) { $0 + weights[$1] * targets[$1][output] } / total
          #expect(
            abs(trees.predictions[Int(node.next) * targets[0].count + output] - mean) < 1e-12
              * (1 + abs(mean)))
        }
        continue
      }
      splits += 1
      let column = Int(node.question >> 1)
      let isLeft = { (row: Int) in
        features[row, column].isNaN ? node.question & 1 == 1 : features[row, column] <= node.threshold
      }
      let (left, right) = (rows.filter(isLeft), rows.filter { !isLeft($0) })
      #expect(!left.isEmpty && !right.isEmpty)
      let after = squaredLoss(left, targets, weights) + squaredLoss(right, targets, weights)
      #expect(after <= least + 1e-10 * scale, "a better split was passed over")
      // The threshold is in the middle of its neighbours.
      let below = left.map { features[$0, column] }.filter { !$0.isNaN }.max()
      let above = right.map { features[$0, column] }.filter { !$0.isNaN }.min()
      if let below, let above { #expect(node.threshold == below / 2 + above / 2) }
      waiting.append((Int(node.next), left))
      waiting.append((Int(node.next) + 1, right))
    }
    #expect(splits > 0)
  }

  private func table(_ seed: UInt64, missing: Double = 0) -> (Matrix<Double>, SeededGenerator) {
    var generator = SeededGenerator(seed: seed)
    let rowCount = 20 + generator.number(below: 60)
    let kinds = (0..<4).map { _ in [2, 5, 20, 1000][generator.number(below: 4)] }
    let rows = (0..<rowCount).map { _ in
      kinds.map { generator.fraction() < missing ? .nan : Double(generator.number(below: $0)) / 8 }
    }
    return (Matrix(rows: rows), generator)
  }

  @Test(arguments: [(0, 0), (0, 0.2), (6, 0), (6, 0.2)])
  func splitsOfNumbersAreTheBestThereAre(leastWeight: Double, missing: Double) throws {
    for seed in 0..<10 as Range<UInt64> {
      var (features, generator) = table(seed, missing: missing)
      let targets = (0..<features.rowCount).map { _ in [generator.fraction() * 100 - 30] }
      let weights = targets.map { _ in Double(generator.number(below: 4)) + 0.25 }
      let data = try Dataset(features: features, target: targets.map { $0[0] }).weighted(by: weights)
      let model = try DecisionTreeRegression(depth: nil, minimumLeafWeight: leastWeight).fitted(to: data)
      check(model.trees, features, targets, weights: weights, leastWeight: leastWeight)
    }
  }

  @Test(arguments: [1, 2, 3, 5], [0, 0.2])
  func splitsOfClassesAreTheBestThereAre(classCount: Int, missing: Double) throws {
    for seed in 20..<28 as Range<UInt64> {
      var (features, generator) = table(seed, missing: missing)
      let labels = (0..<features.rowCount).map { _ in generator.number(below: classCount) }
      let weights = labels.map { _ in Double(generator.number(below: 3)) }
      let data = try Dataset(features: features, labels: labels, classes: Array(0..<classCount))
        .weighted(by: weights)
      let model = try DecisionTreeClassifier().fitted(to: data)
      guard classCount > 1 else {
        #expect(model.leafCount == 1)
        continue
      }
      let targets = labels.map { label in (0..<classCount).map { $0 == label ? 1.0 : 0 } }
      check(model.trees, features, targets, weights: weights, leastWeight: 0)
    }
  }

  @Test func splitsOfSeveralOutputsAreTheBestThereAre() throws {
    for seed in 40..<48 as Range<UInt64> {
      var (features, generator) = table(seed, missing: 0.1)
      let targets = (0..<features.rowCount).map { _ in
        [generator.fraction(), 20 + 3 * generator.fraction(), 7]
      }
      let data = try Dataset(features: features, targets: Matrix(rows: targets))
      let model = try DecisionTreeRegression().fitted(to: data)
      check(model.trees, features, targets, weights: targets.map { _ in 1 }, leastWeight: 0)
    }
  }

  /// Nodes of many rows count all columns at once and subtract, those of few one column: both find the same splits.
  @Test func largeNodesFindTheBestSplitsToo() throws {
    var generator = SeededGenerator(seed: 60)
    let features = Matrix<Double>(
      rows: (0..<700).map { _ in (0..<3).map { _ in Double(generator.number(below: 12)) } })
    let targets = (0..<700).map { row in [features[row, 0] * features[row, 1] + generator.fraction()] }
    let data = try Dataset(features: features, target: targets.map { $0[0] })
    let model = try DecisionTreeRegression(depth: nil, minimumLeafWeight: 20).fitted(to: data)
    check(model.trees, features, targets, weights: targets.map { _ in 1 }, leastWeight: 20)
  }
}
