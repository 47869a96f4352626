import Estimators
import Testing

/// Weight 2 is the row twice, weight 0 the row absent.
@Suite struct WeightTests {
  private let features = Matrix<Double>(
    rowCount: 600, columnCount: 3, elements: (0..<1800).map { Double($0 * $0 % 1009) / 100 })
  private let target = (0..<600).map { Double($0 * 7 % 31) }
  /// Weights 0, 1, 2 and 3, with a whole block of rows that do not count.
  private let weights = (0..<600).map { 256..<512 ~= $0 ? 0 : Double($0 % 4) }

  private var repeated: [Int] { (0..<600).flatMap { repeatElement($0, count: Int(weights[$0])) } }

  private func weighted() throws -> Dataset {
    try Dataset(features: features, target: target).weighted(by: weights)
  }

  private func copies() throws -> Dataset {
    try Dataset(
      features: Matrix(rows: repeated.map { features.row($0) }), target: repeated.map { target[$0] })
  }

  @Test(arguments: linearRecipes)
  func weightsAreRepetitionsForLinearLearners(_ recipe: Recipe) throws {
    let ours = try fit(recipe.estimator, weighted())
    let theirs = try fit(recipe.estimator, copies())
    for (ours, theirs) in zip(
      ours.coefficients.elements + ours.intercepts, theirs.coefficients.elements + theirs.intercepts)
    {
      #expect(abs(ours - theirs) <= 1e-9 * (1 + abs(theirs)))
    }
  }

  @Test func weightsAreRepetitionsWithFewerRowsThanColumns() throws {
    let wide = Matrix<Double>(rowCount: 4, columnCount: 6, elements: (0..<24).map { Double($0 * $0 % 17) })
    let data = try Dataset(features: wide, target: [1, 5, 2, 9]).weighted(by: [2, 1, 0, 1])
    let copy = try Dataset(
      features: Matrix(rows: [0, 0, 1, 3].map { wide.row($0) }), target: [1, 1, 5, 9])
    for recipe in linearRecipes where ["ols", "ridge"].contains(recipe.name) {
      let (ours, theirs) = (try fit(recipe.estimator, data), try fit(recipe.estimator, copy))
      for (ours, theirs) in zip(ours.coefficients.elements, theirs.coefficients.elements) {
        #expect(abs(ours - theirs) <= 1e-9, "\(recipe.name)")
      }
    }
  }

  @Test func weightsAreRepetitionsForScalingAndClusters() throws {
    let (ours, theirs) = (try Standardizer().fitted(to: weighted()), try Standardizer().fitted(to: copies()))
    for (ours, theirs) in zip(ours.offsets + ours.divisors, theirs.offsets + theirs.divisors) {
      #expect(abs(ours - theirs) <= 1e-12 * abs(theirs))
    }
    let one = try KMeans(clusters: 1).fitted(to: weighted()).means.elements
    for (ours, theirs) in zip(one, theirs.offsets) { #expect(abs(ours - theirs) <= 1e-12 * abs(theirs)) }
  }

  @Test func weightsAreRepetitionsForLogisticRegression() throws {
    let labels = (0..<600).map { $0 * 5 % 3 }
    let data = try Dataset(features: features, labels: labels).weighted(by: weights)
    let copy = try Dataset(
      features: Matrix(rows: repeated.map { features.row($0) }), labels: repeated.map { labels[$0] })
    let (ours, theirs) = (
      try LogisticRegression().fitted(to: data), try LogisticRegression().fitted(to: copy)
    )
    for (ours, theirs) in zip(
      ours.coefficients.elements + ours.intercepts, theirs.coefficients.elements + theirs.intercepts)
    {
      #expect(abs(ours - theirs) <= 1e-8)
    }
  }

  @Test func aHugeRowThatDoesNotCountHasNoInfluence() throws {
    let rows: [[Double]] = [[1e300], [1], [2], [4]]
    let data = try Dataset(features: Matrix(rows: rows), target: [-1e300, 3, 5, 9]).weighted(by: [0, 1, 1, 1])
    let model = try OrdinaryLeastSquares().fitted(to: data)
    #expect(abs(model.coefficients[0, 0] - 2) < 1e-14)
    #expect(abs(model.intercepts[0] - 1) < 1e-14)
  }

  @Test(arguments: linearRecipes)
  func rowsThatDoNotCountAtAllAreRefused(_ recipe: Recipe) throws {
    let data = try weighted().rows(RangeSet(300..<400))
    let error = #expect(throws: ModelingError.self) { try fit(recipe.estimator, data) }
    #expect(error?.message.contains("weights of all 100 rows") == true)
  }

  @Test(arguments: linearRecipes)
  func weightedRowViewsEqualCopies(_ recipe: Recipe) throws {
    let rows = RangeSet([3..<200, 201..<202, 400..<600])
    let kept = Array(rows.ranges.joined())
    let copy = try Dataset(
      features: features.view(rows: rows).copied(), target: kept.map { target[$0] }
    ).weighted(by: kept.map { weights[$0] })
    #expect(try fit(recipe.estimator, weighted().rows(rows)) == fit(recipe.estimator, copy))
  }
}
