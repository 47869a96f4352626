import Estimators
import Foundation
import Testing

@Suite struct DecisionTreeTests {
  @Test func aStepIsFoundInItsMiddle() throws {
    let data = try Dataset(features: Matrix(column: [1, 2, 5, 6]), target: [10, 10, 30, 30])
    let model = try DecisionTreeRegression().fitted(to: data)
    #expect(model.leafCount == 2)
    #expect(model.depth == 1)
    // The step is between 2 and 5, whose middle belongs to the left.
    let asked = Matrix<Double>(column: [-1e9, 3.5, 3.5.nextUp, 1e9, -.infinity, .infinity])
    #expect(try model.predictions(from: asked).elements == [10, 10, 30, 30, 10, 30])
  }

  @Test func theSecondSplitIsTheBestOfItsSide() throws {
    // By hand: a split after 2 leaves 8/3 of squared errors, one after 3 leaves 32/3.
    let data = try Dataset(features: Matrix(column: [1, 2, 3, 4, 5]), target: [0, 0, 4, 6, 6])
    let shallow = try DecisionTreeRegression(depth: 1).fitted(to: data)
    let means = try shallow.predictions(from: data.features).elements
    #expect(zip(means, [0, 0, 16 / 3.0, 16 / 3.0, 16 / 3.0]).allSatisfy { abs($0 - $1) < 1e-12 })
    let deep = try DecisionTreeRegression(depth: 2).fitted(to: data)
    #expect(try deep.predictions(from: data.features).elements == [0, 0, 4, 6, 6])
  }

  @Test func weightsMoveMeansAndSplits() throws {
    let data = try Dataset(features: Matrix(column: [1, 2, 3]), target: [0, 1, 3]).weighted(by: [1, 3, 1])
    // A split after 1 leaves 3 of squared errors, one after 2 leaves 0.75.
    let model = try DecisionTreeRegression(depth: 1).fitted(to: data)
    #expect(try model.predictions(from: data.features).elements == [0.75, 0.75, 3])
  }

  @Test func impurityChoosesTheColumn() throws {
    // The first column leaves two mixed halves, the second one class alone.
    let data = try Dataset(
      features: Matrix<Double>(rows: [[0, 0], [0, 0], [0, 1], [1, 0], [1, 1], [1, 1]]),
      labels: ["a", "a", "b", "a", "b", "b"])
    let model = try DecisionTreeClassifier(depth: 1).fitted(to: data)
    #expect(model.featureImportances == [0, 1])
    #expect(
      try model.probabilities(from: Matrix<Double>(rows: [[1, 0.5], [0, 0.6]])).elements == [1, 0, 0, 1])
  }

  @Test func threeClassesAreShares() throws {
    let data = try Dataset(
      features: Matrix(column: [1, 1, 1, 1, 2, 2]), labels: ["a", "a", "a", "b", "c", "c"])
    let model = try DecisionTreeClassifier().fitted(to: data)
    #expect(
      try model.probabilities(from: Matrix<Double>(column: [1, 2])).elements == [0.75, 0.25, 0, 0, 0, 1])
    #expect(try model.predictions(from: Matrix<Double>(column: [1, 2])).elements == [0, 2])
  }

  @Test func questionsThatHelpOnlyTogetherAreAsked() throws {
    // Neither column alone says anything about the target.
    let data = try Dataset(
      features: Matrix<Double>(rows: [[0, 0], [0, 1], [1, 0], [1, 1]]), target: [0, 1, 1, 0])
    let model = try DecisionTreeRegression().fitted(to: data)
    #expect(try model.predictions(from: data.features).elements == [0, 1, 1, 0])
  }

  @Test func severalOutputsShareATree() throws {
    let data = try Dataset(
      features: Matrix(column: [1, 2, 3, 4]),
      targets: Matrix<Double>(rows: [[0, 5], [0, 5], [9, 5], [9, 6]]))
    let model = try DecisionTreeRegression(depth: 1).fitted(to: data)
    #expect(try model.predictions(from: data.features).elements == [0, 5, 0, 5, 9, 5.5, 9, 5.5])
    #expect(try DecisionTreeRegression().fitted(to: data).leafCount == 3)
  }

  @Test func aLeafHasTheWeightThatWasAskedFor() throws {
    let data = try treeData(rows: 200)
    let model = try DecisionTreeRegression(depth: nil, minimumLeafWeight: 30).fitted(to: data)
    let predictions = try model.predictions(from: data.features).elements
    let sizes = Dictionary(grouping: predictions) { $0 }.mapValues(\.count)
    #expect(sizes.count == model.leafCount)
    #expect(sizes.count > 2)
    #expect(sizes.values.allSatisfy { $0 >= 30 })
    let heavy = try DecisionTreeRegression(depth: nil, minimumLeafWeight: 15)
      .fitted(to: data.weighted(by: [Double](repeating: 0.5, count: 200)))
    #expect(heavy == model)
  }

  @Test func depthIsKept() throws {
    let data = try treeData(rows: 1500)
    for depth in [1, 2, 5] {
      let model = try DecisionTreeRegression(depth: depth).fitted(to: data)
      #expect(model.depth == depth)
      #expect(model.leafCount <= 1 << depth)
    }
    #expect(
      try DecisionTreeRegression().fitted(to: data).predictions(from: data.features) == data.target.copied())
  }

  @Test func aTreeMayBeAsDeepAsItHasRows() throws {
    // Each column takes one row off.
    let rows = (0..<150).map { row in (0..<150).map { $0 == row ? 1.0 : 0 } }
    let data = try Dataset(features: Matrix(rows: rows), target: (0..<150).map { Double($0 * $0 % 151) })
    let model = try DecisionTreeRegression().fitted(to: data)
    #expect(model.depth > 100)
    #expect(try model.predictions(from: data.features) == data.target.copied())
  }

  @Test func importancesAreSharesOfWhatSplitsGain() throws {
    // By hand: the first column lowers squared errors from 104 to 4, the second each of the remaining halves to 0.
    let data = try Dataset(
      features: Matrix<Double>(rows: [[0, 0], [0, 1], [1, 0], [1, 1]]), target: [0, 2, 10, 12])
    let model = try DecisionTreeRegression().fitted(to: data)
    #expect(zip(model.featureImportances, [100 / 104.0, 4 / 104.0]).allSatisfy { abs($0 - $1) < 1e-12 })
  }
}
