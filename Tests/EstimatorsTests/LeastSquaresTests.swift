import Estimators
import Testing

@Suite struct LeastSquaresTests {
  /// Numbers without structure, the same on every run.
  private func features(_ rowCount: Int, _ columnCount: Int) -> Matrix<Double> {
    var state: UInt64 = 42
    return Matrix(
      rowCount: rowCount, columnCount: columnCount,
      elements: (0..<rowCount * columnCount).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 40) / Double(1 << 24) - 0.5
      })
  }

  private func product(_ features: Matrix<Double>, _ weights: [Double], plus constant: Double = 0) -> [Double]
  {
    (0..<features.rowCount).map { row in
      zip(features.row(row), weights).reduce(constant) { $0 + $1.0 * $1.1 }
    }
  }

  // Enough rows for none, one and many reductions of the accumulated rows, and for a rest of one row.
  @Test(arguments: [1, 3, 4, 5, 520, 521, 522, 1041, 20_000])
  func recoversAPlaneFromAnyNumberOfRows(rowCount: Int) throws {
    let weights = [3.0, -1.0, 0.25]
    let features = features(rowCount, 3)
    let target = product(features, weights)
    let model = try OrdinaryLeastSquares(intercept: false)
      .fitted(to: Dataset(features: features, target: target))
    for (ours, truth) in zip(try model.predictions(from: features).elements, target) {
      #expect(abs(ours - truth) < 1e-12)
    }
    guard rowCount >= 3 else { return }
    for (ours, truth) in zip(model.coefficients.elements, weights) { #expect(abs(ours - truth) < 1e-11) }
    #expect(model.intercepts == [0])
  }

  // Up to fourteen columns and from fifteen on, products are summed in different ways, in blocks of 512 rows; up to
  // sixteen and from seventeen on, the system is solved in different ways.
  @Test(arguments: [1, 2, 14, 15, 16, 17, 40], [97, 512, 513, 1201])
  func recoversAPlaneOfAnyWidth(columnCount: Int, rowCount: Int) throws {
    let weights = (0..<columnCount).map { Double($0 % 5) - 1.5 }
    let noise = features(rowCount, columnCount)
    let features = Matrix(
      rowCount: rowCount, columnCount: columnCount, elements: noise.elements.map { $0 + 100 })
    let data = try Dataset(features: features, target: product(features, weights, plus: 7))
    let model = try OrdinaryLeastSquares().fitted(to: data)
    for (ours, truth) in zip(model.coefficients.elements, weights) { #expect(abs(ours - truth) < 1e-10) }
    #expect(abs(model.intercepts[0] - 7) < 1e-7)
  }

  // Blocks of rows whose means are far apart beside their spread, for both ways of multiplying.
  @Test(arguments: [1, 16], [false, true])
  func keepsTheDigitsOfATrend(columnCount: Int, isWeighted: Bool) throws {
    let rowCount = 5000
    let noise = features(rowCount, columnCount)
    let trend = Matrix(
      rows: (0..<rowCount).map { row in
        (0..<columnCount).map { 1e7 + Double(row * ($0 + 1)) + 1000 * noise[row, $0] }
      })
    let truth = (0..<columnCount).map { 2 - Double($0) / 4 }
    // Distances from the first row, so that the target has all digits that the coefficients need.
    let target = (0..<rowCount).map { row in
      (0..<columnCount).reduce(5) { $0 + truth[$1] * (trend[row, $1] - trend[0, $1]) }
    }
    var data = try Dataset(features: trend, target: target)
    if isWeighted { data = try data.weighted(by: (0..<rowCount).map { Double($0 % 3) }) }
    let model = try OrdinaryLeastSquares().fitted(to: data)
    for (ours, truth) in zip(model.coefficients.elements, truth) { #expect(abs(ours - truth) < 1e-9) }
    let first = try model.predictions(from: trend.view(rows: RangeSet(0..<1)))[0, 0]
    #expect(abs(first - 5) < 1e-5)
  }

  @Test(arguments: [2, 20])
  func rowsOfWeightZeroAreNotThere(columnCount: Int) throws {
    let all = features(700, columnCount)
    let weights = (0..<700).map { $0 % 3 == 0 ? 0 : Double($0 % 4) + 0.5 }
    let truth = (0..<columnCount).map { Double($0) - 3 }
    let target = product(all, truth, plus: 1).enumerated().map { weights[$0] == 0 ? 1e6 : $1 }
    let model = try OrdinaryLeastSquares().fitted(
      to: Dataset(features: all, target: target).weighted(by: weights))
    for (ours, truth) in zip(model.coefficients.elements, truth) { #expect(abs(ours - truth) < 1e-10) }
  }

  // NumPy's cut-off for 400 rows is 9e-14 of the largest singular value.
  @Test(arguments: [(1e-8, true), (1e-5, true), (1e8, true), (1e-15, false), (1e-30, false), (1e-170, false)])
  func smallColumnsCountUpToTheCutOff(size: Double, counts: Bool) throws {
    let noise = features(400, 3)
    let rows = (0..<400).map { [size * noise[$0, 0], noise[$0, 1], noise[$0, 2]] }
    let target = (0..<400).map { 3 * noise[$0, 0] + 5 * noise[$0, 1] - noise[$0, 2] }
    let model = try OrdinaryLeastSquares(intercept: false)
      .fitted(to: Dataset(features: Matrix(rows: rows), target: target))
    let weight = model.coefficients[0, 0] * size
    #expect(abs(weight - (counts ? 3 : 0)) < 1e-7)
    if counts { #expect(abs(model.coefficients[1, 0] - 5) < 1e-7) }
  }

  @Test(arguments: [6, 5000])
  func sharesAWeightAmongEqualColumns(rowCount: Int) throws {
    let one = features(rowCount, 2)
    let twice = Matrix(rows: (0..<rowCount).map { [one[$0, 0], one[$0, 1], one[$0, 0]] })
    let data = try Dataset(features: twice, target: product(one, [4, 1], plus: 7))
    let model = try OrdinaryLeastSquares().fitted(to: data)
    // The smallest norm gives each of two equal columns half of the weight.
    for (ours, truth) in zip(model.coefficients.elements, [2.0, 1.0, 2.0]) {
      #expect(abs(ours - truth) < 1e-10)
    }
    #expect(abs(model.intercepts[0] - 7) < 1e-10)
  }

  @Test func oneRowIsExplainedByItsShortestWeights() throws {
    let data = try Dataset(features: Matrix<Double>(rows: [[3, 4]]), target: [50])
    let model = try OrdinaryLeastSquares(intercept: false).fitted(to: data)
    for (ours, truth) in zip(model.coefficients.elements, [6.0, 8.0]) { #expect(abs(ours - truth) < 1e-12) }
    // With an intercept, one row says nothing about the weights.
    let constant = try OrdinaryLeastSquares().fitted(to: data)
    #expect(constant.coefficients.elements == [0, 0])
    #expect(constant.intercepts == [50])
  }

  @Test func findsTheRankOfAHilbertMatrix() throws {
    // Its condition number is 1e13 at order 10: products of columns would lose every digit.
    let order = 10
    let hilbert = Matrix(rows: (0..<order).map { row in (0..<order).map { 1 / Double(row + $0 + 1) } })
    let target = product(hilbert, [Double](repeating: 1, count: order))
    let data = try Dataset(features: hilbert, target: target)
    for estimator in [RidgeRegression(penalty: 1e-12, intercept: false)] as [any Estimator]
      + [OrdinaryLeastSquares(intercept: false)]
    {
      let model = try fit(estimator, data)
      for (ours, truth) in zip(try model.predictions(from: hilbert).elements, target) {
        #expect(abs(ours - truth) < 1e-9)
      }
    }
  }

  // With columns of 1e14 beside columns of 1 that nearly coincide, the penalty alone tells these apart. By symmetry
  // they share the weight of their sum, which is what the target is made of.
  @Test(arguments: [1e2, 1e6, 1e10, 1e14])
  func ridgeIsExactWhateverTheSizesOfColumns(size: Double) throws {
    let noise = features(400, 3)
    let rows = (0..<400).map {
      [size * noise[$0, 0], noise[$0, 1], noise[$0, 1] * (1 + 1e-9 * noise[$0, 2])]
    }
    let target = (0..<400).map { 3 * noise[$0, 0] + 5 * noise[$0, 1] }
    let data = try Dataset(features: Matrix(rows: rows), target: target)
    for estimator in [RidgeRegression(penalty: 1e-8), ElasticNetRegression(penalty: 1e-8 / 400, mixing: 0)]
      as [any Estimator]
    {
      let coefficients = try fit(estimator, data).coefficients.elements
      #expect(abs(coefficients[0] * size - 3) < 1e-4)
      #expect(abs(coefficients[1] - 2.5) < 1e-3)
      #expect(abs(coefficients[2] - 2.5) < 1e-3)
    }
  }

  @Test func lassoSettlesOnColumnsThatNearlyCoincide() throws {
    let noise = features(400, 2)
    let rows = (0..<400).map { [noise[$0, 0], noise[$0, 0] + 0.01 * noise[$0, 1]] }
    let target = (0..<400).map { noise[$0, 0] + 0.1 * noise[$0, 1] }
    let data = try Dataset(features: Matrix(rows: rows), target: target)
    let penalty = 1e-6
    let model = try LassoRegression(penalty: penalty).fitted(to: data)
    // The conditions of the minimum: each column explains as much of the rest as its penalty costs.
    let rest = zip(target, try model.predictions(from: data.features).elements).map { $0 - $1 }
    for column in 0..<2 {
      let mean = rows.reduce(0) { $0 + $1[column] } / 400
      let explained = zip(rows, rest).reduce(0) { $0 + ($1.0[column] - mean) * $1.1 } / 400
      let sign = model.coefficients[column, 0] > 0 ? 1.0 : -1
      #expect(model.coefficients[column, 0] != 0)
      #expect(abs(explained - sign * penalty) < 1e-6 * penalty)
    }
  }

  @Test func wideTablesNeedRoomForTheirRowsAlone() throws {
    // Were room made for as many rows as columns, it would be 12 GB.
    let wide = Matrix<Double>(rowCount: 3, columnCount: 20_000, repeating: 1)
    let model = try OrdinaryLeastSquares(intercept: false).fitted(
      to: Dataset(features: wide, target: [2, 2, 2]))
    #expect(abs(model.coefficients[19_999, 0] - 1e-4) < 1e-12)
    // With three equal rows of ones, each weight is 6 / (3 · 20,000 + penalty).
    let ridge = try RidgeRegression(penalty: 40_000, intercept: false)
      .fitted(to: Dataset(features: wide, target: [2, 2, 2]))
    #expect(abs(ridge.coefficients[7, 0] - 6e-5) < 1e-15)
  }

  @Test func ridgeShrinksAlongADirectionAsItsFormulaSays() throws {
    // For one centred column, the weight is ⟨x, y⟩ / (⟨x, x⟩ + penalty).
    let data = try Dataset(features: Matrix<Double>(rows: [[-1], [0], [1]]), target: [-2, 0, 2])
    #expect(try RidgeRegression(penalty: 2).fitted(to: data).coefficients.elements == [1])
  }

  @Test func lassoThresholdsAsItsFormulaSays() throws {
    // For one centred column and n rows, the weight is soft(⟨x, y⟩, n · penalty) / ⟨x, x⟩.
    let data = try Dataset(features: Matrix<Double>(rows: [[-1], [0], [1]]), target: [-2, 0, 2])
    #expect(try LassoRegression(penalty: 1.0 / 3).fitted(to: data).coefficients.elements == [1.5])
    #expect(try LassoRegression(penalty: 2).fitted(to: data).coefficients.elements == [0])
  }

  @Test func penaltiesOfZeroAreLeastSquares() throws {
    let features = features(50, 4)
    let data = try Dataset(features: features, target: product(features, [1, 2, 3, 4], plus: 5))
    let plain = try OrdinaryLeastSquares().fitted(to: data)
    #expect(try RidgeRegression(penalty: 0).fitted(to: data) == plain)
    #expect(try LassoRegression(penalty: 0).fitted(to: data) == plain)
    #expect(try ElasticNetRegression(penalty: 0).fitted(to: data) == plain)
  }

  @Test(arguments: linearRecipes)
  func rowViewsEqualCopies(_ recipe: Recipe) throws {
    let features = features(700, 3)
    let target = product(features, [1, -1, 2]).enumerated().map { $1 + Double($0 % 7) }
    let rows = RangeSet([3..<200, 201..<202, 400..<700])
    let whole = try Dataset(features: features, target: target)
    let copy = try Dataset(
      features: features.view(rows: rows).copied(),
      target: Matrix(column: target).view(rows: rows).copied().elements)
    #expect(try fit(recipe.estimator, whole.rows(rows)) == fit(recipe.estimator, copy))
  }

  @Test(arguments: linearRecipes)
  func floatsFitAsTheSameNumbersInDouble(_ recipe: Recipe) throws {
    let narrow = Matrix<Float>(features(90, 3))
    let target = (0..<90).map { Double($0 % 11) }
    let fromFloat = try fit(recipe.estimator, Dataset(features: narrow, target: target))
    let fromDouble = try fit(recipe.estimator, Dataset(features: Matrix<Double>(narrow), target: target))
    #expect(fromFloat == fromDouble)
  }

  @Test(arguments: linearRecipes)
  func constantTargetsAndFeaturesAreFitted(_ recipe: Recipe) throws {
    let constant = Matrix<Double>(rowCount: 8, columnCount: 2, repeating: 3)
    let model = try fit(
      recipe.estimator, Dataset(features: constant, target: [Double](repeating: 5, count: 8)))
    for value in try model.predictions(from: constant).elements { #expect(abs(value - 5) < 1e-12) }
  }

  @Test(arguments: linearRecipes)
  func hugeNumbersAreRefusedByName(_ recipe: Recipe) throws {
    let huge = Matrix<Double>(rows: [[1e200, 1], [-1e200, 2], [1e200, 3], [1e170, 4]])
    let data = try Dataset(features: huge, target: [1e200, -1e200, 3e199, 1])
    do {
      let model = try fit(recipe.estimator, data)
      // What does fit must predict finite numbers.
      #expect(try model.predictions(from: huge).elements.allSatisfy(\.isFinite))
    } catch let error as ModelingError {
      #expect(error.code == .notFinite)
      #expect(error.message.contains(recipe.name))
    }
  }

  @Test func aSearchThatDoesNotConvergeSaysSo() throws {
    let features = features(50, 4)
    let data = try Dataset(features: features, target: product(features, [1, 2, 3, 4]))
    let error = #expect(throws: ModelingError.self) {
      try LassoRegression(penalty: 1e-4, tolerance: 1e-15, maximumSweeps: 1).fitted(to: data)
    }
    #expect(error?.code == .notConverged)
    #expect(error?.message.contains("1 sweeps") == true)
  }

  @Test func predictingWithOtherColumnsIsAnError() throws {
    let model = LinearModel(coefficients: Matrix(column: [1, 2]), intercepts: [0])
    let error = #expect(throws: ModelingError.self) {
      try model.predictions(from: Matrix<Double>(rows: [[1, 2, 3]]))
    }
    #expect(error?.code == .mismatchedShapes)
    #expect(
      try model.predictions(from: Matrix<Double>(rowCount: 0, columnCount: 2, repeating: 0)).rowCount == 0)
  }

  /// A penalty that is nothing beside the products of rows leaves no digits to these, of which there are few all the same:
  /// products of columns would take half a gigabyte, and hours to decompose.
  @Test(.timeLimit(.minutes(30)), arguments: [false, true])
  func aSmallPenaltyNeedsNoProductsOfManyColumns(isWeighted: Bool) throws {
    let width = 8000
    let step = (0..<width).map { Double(($0 * 37 % 19) - 9) * 100 }
    let plain = [step.map { 3 + $0 }, step.map { 3 - $0 }]
    // Rows at ±step from their mean: the coefficients are along the step, each as its part of the way of the target.
    let features = Matrix(rows: isWeighted ? plain + [step.map { $0 * 9 }] : plain)
    var data = try Dataset(features: features, target: isWeighted ? [5, 1, -70] : [5, 1])
    if isWeighted { data = try data.weighted(by: [2, 2, 0]) }
    let penalty = 0.5
    let model = try RidgeRegression(penalty: penalty).fitted(to: data)
    let square = step.reduce(0) { $0 + $1 * $1 } * (isWeighted ? 4 : 2)
    let scale = 2 * (isWeighted ? 4 : 2) / (square + penalty)
    for (ours, expected) in zip(model.coefficients.elements, step.map { $0 * scale }) {
      #expect(abs(ours - expected) <= 1e-11 * scale * 900)
    }
  }

  /// The penalty is one more row for each column, whose target is 0, for least squares without a constant.
  @Test(arguments: [14, 40], [1e-3, 1e3])
  func ridgeOfFewRowsIsLeastSquaresOfMore(width: Int, size: Double) throws {
    for isWeighted in [false, true] { try checkRidgeOfFewRows(width, size: size, isWeighted: isWeighted) }
  }

  private func checkRidgeOfFewRows(_ width: Int, size: Double, isWeighted: Bool) throws {
    let (rowCount, penalty) = (9, 0.01)
    let noise = features(rowCount, width)
    let features = Matrix(
      rowCount: rowCount, columnCount: width, elements: noise.elements.map { $0 * size + 5 })
    let targets = Matrix(rows: (0..<rowCount).map { [Double($0 * $0 % 7), Double($0)] })
    let weights = (0..<rowCount).map { isWeighted ? Double($0 % 4) / 2 + 0.25 : 1 }
    let data = try Dataset(features: features, targets: targets)
    let model = try RidgeRegression(penalty: penalty)
      .fitted(to: isWeighted ? data.weighted(by: weights) : data)
    let total = weights.reduce(0, +)
    func centered(_ matrix: Matrix<Double>) -> [[Double]] {
      let means = (0..<matrix.columnCount).map { column in
        zip(matrix.column(column), weights).reduce(0) { $0 + $1.0 * $1.1 } / total
      }
      return (0..<rowCount).map { row in
        zip(matrix.row(row), means).map { weights[row].squareRoot() * ($0 - $1) }
      }
    }
    let more = (0..<width).map { column in (0..<width).map { $0 == column ? penalty.squareRoot() : 0 } }
    let expected = try OrdinaryLeastSquares(intercept: false).fitted(
      to: Dataset(
        features: Matrix(rows: centered(features) + more),
        targets: Matrix(rows: centered(targets) + more.map { _ in [0, 0] })))
    let largest = expected.coefficients.elements.map(abs).max() ?? 0
    for (ours, theirs) in zip(model.coefficients.elements, expected.coefficients.elements) {
      #expect(abs(ours - theirs) <= 1e-9 * largest)
    }
  }
}

/// A linear learner, with a name for messages.
struct Recipe: Sendable, CustomTestStringConvertible {
  let estimator: any Estimator

  var name: String { type(of: estimator).typeName }
  var testDescription: String { name }
}

let linearRecipes = [
  Recipe(estimator: OrdinaryLeastSquares()), Recipe(estimator: RidgeRegression(penalty: 0.1)),
  Recipe(estimator: LassoRegression(penalty: 0.01)), Recipe(estimator: ElasticNetRegression(penalty: 0.01)),
]

func fit(_ estimator: any Estimator, _ data: Dataset) throws -> LinearModel {
  func open(_ estimator: some Estimator) throws -> any FittedModel { try estimator.fitted(to: data) }
  return try #require(try open(estimator) as? LinearModel)
}
