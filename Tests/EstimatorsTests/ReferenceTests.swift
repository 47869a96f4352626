import Estimators
import Testing

@Suite struct ReferenceTests {
  @Test func thereAreCases() {
    #expect(Fixtures.all.linear.count == 9)
    #expect(Fixtures.all.logistic.count == 6)
    #expect(Fixtures.all.clusters.count == 6)
    #expect(Fixtures.all.combinations.count == 7)
    #expect(Fixtures.all.scores.count == 4)
  }

  @Test(arguments: Fixtures.all.linear, [false, true])
  func linearLearnersAgreeWithScikitLearn(_ reference: LinearCase, isWeighted: Bool) throws {
    var data = try Dataset(features: Matrix(rows: reference.features), target: reference.target)
    if isWeighted { data = try data.weighted(by: reference.weights) }
    let spread = reference.target.map(abs).max() ?? 0
    let means = isWeighted ? reference.weightedMeans : reference.means
    let deviations = isWeighted ? reference.weightedDeviations : reference.deviations
    for expected in isWeighted ? reference.weightedFits : reference.fits {
      var estimator = try Registry.standard.estimator(named: expected.type).init()
      for (name, value) in expected.parameters { try estimator.set(name, to: value) }
      let model = try fit(estimator, data)
      let label = "\(expected.type) \(expected.parameters)"
      for (ours, theirs) in zip(try model.predictions(from: data.features).elements, expected.predictions) {
        #expect(abs(ours - theirs) <= 1e-8 * spread, "\(label)")
      }
      // A coefficient matters as far as its column moves predictions.
      for (column, theirs) in expected.coefficients.enumerated() {
        let size = max(deviations[column], expected.intercept == 0 ? abs(means[column]) : 0)
        #expect(
          abs(model.coefficients[column, 0] - theirs) * size <= 1e-8 * spread, "\(label), column \(column)")
      }
    }
  }

  @Test(arguments: Fixtures.all.linear, [false, true])
  func standardizerAgreesWithScikitLearn(_ reference: LinearCase, isWeighted: Bool) throws {
    let matrix = Matrix(rows: reference.features)
    var data = try Dataset(features: matrix, target: reference.target)
    if isWeighted { data = try data.weighted(by: reference.weights) }
    let means = isWeighted ? reference.weightedMeans : reference.means
    let deviations = isWeighted ? reference.weightedDeviations : reference.deviations
    let scaled = try Standardizer().fitted(to: data).applied(to: matrix)
    for row in 0..<matrix.rowCount {
      for column in 0..<matrix.columnCount {
        let expected = (matrix[row, column] - means[column]) / deviations[column]
        // The mean of a column far from zero is only known to the last digit of that column.
        let slack = 4 * abs(means[column]) * Double.ulpOfOne / deviations[column]
        #expect(abs(scaled[row, column] - expected) <= 1e-12 * (1 + abs(expected)) + slack)
      }
    }
  }

  @Test(arguments: Fixtures.all.logistic)
  func logisticRegressionAgreesWithScikitLearn(_ reference: LogisticCase) throws {
    let matrix = Matrix(rows: reference.features)
    let plain = try Dataset(features: matrix, labels: reference.classes)
    for fit in reference.fits {
      let data = fit.weighted ? try plain.weighted(by: reference.weights) : plain
      let recipe = LogisticRegression(penalty: fit.penalty, intercept: fit.intercept, tolerance: 1e-11)
      let model = try recipe.fitted(to: data)
      let label = "penalty \(fit.penalty), intercept \(fit.intercept), weighted \(fit.weighted)"
      for (column, theirs) in fit.coefficients.enumerated() {
        for (output, theirs) in theirs.enumerated() {
          let ours = model.coefficients[column, output]
          #expect(abs(ours - theirs) <= 1e-6 * (1 + abs(theirs)), "\(label), column \(column)")
        }
      }
      let probabilities = try model.probabilities(from: matrix)
      for (row, theirs) in fit.probabilities.enumerated() {
        for (candidate, theirs) in theirs.enumerated() {
          #expect(abs(probabilities[row, candidate] - theirs) <= 1e-7, "\(label), row \(row)")
        }
      }
    }
  }

  @Test(arguments: Fixtures.all.clusters)
  func clustersAreAsTightAsThoseOfScikitLearn(_ reference: ClusterCase) throws {
    let matrix = Matrix(rows: reference.features)
    let data = try Dataset(features: matrix, target: [Double](repeating: 0, count: matrix.rowCount))
    let clusters = try KMeans(clusters: reference.clusters, starts: 10, tolerance: 0).fitted(to: data)
    let inertia = try clusters.partitions(of: matrix).enumerated().reduce(0.0) { sum, row in
      sum
        + zip(matrix.row(row.offset), clusters.means.row(row.element)).reduce(0) {
          $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
        }
    }
    #expect(abs(inertia - reference.inertia) <= 1e-9 * reference.inertia)
  }

  @Test(arguments: Fixtures.all.combinations)
  func weightsAgreeWithSciPy(_ reference: CombinationCase) throws {
    let data = try Dataset(features: Matrix(rows: reference.inputs), target: reference.target)
    func expect(_ ours: [Double], equal theirs: [Double], within tolerance: Double) {
      #expect(ours.count == theirs.count)
      for (ours, theirs) in zip(ours, theirs) { #expect(abs(ours - theirs) <= tolerance) }
    }
    let plain = try NonNegativeLeastSquares().fitted(to: data)
    expect(plain.inputWeights.elements, equal: reference.nonNegative, within: 1e-8)
    let weighted = try NonNegativeLeastSquares().fitted(to: data.weighted(by: reference.weights))
    expect(weighted.inputWeights.elements, equal: reference.weightedNonNegative, within: 1e-8)

    let convex = try ConvexCombination().fitted(to: data)
    let loss = zip(try convex.predictions(from: data.features).elements, reference.target).reduce(0) {
      $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
    }
    #expect(loss <= reference.convexLoss * (1 + 1e-9))
    #expect(abs(convex.inputWeights.elements.reduce(0, +) - 1) < 1e-14)
    // SciPy's search stops some digits before the minimum, which is flat where inputs are alike.
    if reference.name != "alike" {
      expect(convex.inputWeights.elements, equal: reference.convex, within: 1e-5)
    }
  }

  @Test(arguments: Fixtures.all.scores)
  func scoresAgreeWithScikitLearn(_ reference: ScoreCase) throws {
    let nothing = Matrix<Double>(rowCount: reference.truth.count, columnCount: 0, elements: [])
    let data =
      try
      (reference.classCount == 0
      ? Dataset(features: nothing, targets: Matrix(rows: reference.truth))
      : Dataset(
        features: nothing, labels: reference.truth.map { Int($0[0]) },
        classes: Array(0..<reference.classCount)))
    for (name, expected) in reference.scores {
      let scorer = try Scorer.named(name)
      let said = scorer.input == .predictions ? reference.predictions : reference.probabilities
      let plain = try scorer.score(of: Matrix(rows: said), against: data)
      let weighted = try scorer.score(of: Matrix(rows: said), against: data.weighted(by: reference.weights))
      #expect(abs(plain - expected[0]) <= 1e-13 * (1 + abs(plain)), "\(name)")
      #expect(abs(weighted - expected[1]) <= 1e-13 * (1 + abs(weighted)), "\(name) with weights")
    }
  }
}
