import Modeling
import Testing

@testable import Estimators

/// Models of sums agree with models of rows.
@Suite struct LinearStatisticsTests {
  /// Features that are harder or easier to learn from.
  enum Design: String, CaseIterable, Sendable {
    case plain, far, scaled, hilbert, duplicated, nearlyDuplicated, constant, constantInAFold, huge, narrow

    /// Whether sums must do.
    ///
    /// Without a constant, columns far from zero are nearly the same. Least squares of minimum norm take columns for
    /// zeros that are smaller than others by so much.
    func isEasy(for recipe: any CrossFitting) -> Bool {
      switch self {
      case .plain, .narrow: true
      case .far:
        (recipe as? OrdinaryLeastSquares)?.intercept != false
          && (recipe as? RidgeRegression)?.intercept != false
      case .scaled: !(recipe is OrdinaryLeastSquares) && (recipe as? RidgeRegression)?.penalty != 0
      default: false
      }
    }

    func features(rows: Int) -> Matrix<Double> {
      var state: UInt64 = 42
      func noise() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 40) / Double(1 << 24) - 0.5
      }
      let columns = self == .narrow ? 2 : 20
      return Matrix(
        rows: (0..<rows).map { row in
          let base = (0..<columns).map { _ in noise() }
          return base.enumerated().map { column, value in
            switch self {
            case .plain, .narrow: value
            case .far: value + 1e5
            case .scaled: value * [1, 1e8, 1e-8][column % 3]
            case .hilbert: 1 / Double(row % 50 + column + 1)
            case .duplicated: column == 19 ? base[0] : value
            case .nearlyDuplicated: column == 19 ? base[0] + 1e-7 * value : value
            case .constant: column == 3 ? 7 : value
            case .constantInAFold: column == 3 ? (row < rows / 4 ? value : 7) : value
            case .huge: column == 3 && row == 1 ? 1e9 : value
            }
          }
        })
    }
  }

  private static let recipes: [any CrossFitting] = [
    OrdinaryLeastSquares(), OrdinaryLeastSquares(intercept: false), RidgeRegression(penalty: 0.1),
    RidgeRegression(penalty: 1e-6), RidgeRegression(penalty: 5, intercept: false),
    RidgeRegression(penalty: 0), LassoRegression(penalty: 0.01), ElasticNetRegression(penalty: 0.01),
    ElasticNetRegression(penalty: 0.01, mixing: 0),
  ]

  private func data(_ features: Matrix<Double>, outputs: Int = 1, weighted: Bool = false) throws -> Dataset {
    let targets = Matrix(
      rows: (0..<features.rowCount).map { row in
        (0..<outputs).map { output in
          let plane = features.row(row).prefix(3).reduce(Double(output)) { $0 + min($1, 100) }
          return plane + Double((row * 7 + output) % 11) / 10
        }
      })
    let data = try Dataset(features: features, targets: targets)
    return weighted ? try data.weighted(by: (0..<features.rowCount).map { Double($0 % 3) }) : data
  }

  /// Statistics of all rows but those of each of four folds, made of those of the folds.
  private func statistics(_ data: Dataset) -> [(train: Dataset, statistics: LinearStatistics)] {
    let count = data.rowCount
    let folds = (0..<4).map { $0 * count / 4..<($0 + 1) * count / 4 }
    let empty = LinearStatistics(forRowsOf: data)
    let parts = folds.map { fold in
      var part = empty
      part.add(rowsOf: data.rows(RangeSet(fold)))
      return part
    }
    return (0...4).map { left in
      var sum = empty
      for (place, part) in parts.enumerated() where place != left { sum.add(part) }
      let rows = RangeSet(folds.enumerated().filter { $0.offset != left }.map(\.element))
      return (data.rows(rows), sum)
    }
  }

  /// The largest difference of what models predict, in parts of the spread of the targets.
  private func difference(_ ours: LinearModel, _ theirs: LinearModel, _ data: Dataset) throws -> Double {
    let predictions = (
      try ours.predictions(from: data.features).elements, try theirs.predictions(from: data.features).elements
    )
    let spread = try spread(of: data.target)
    return zip(predictions.0, predictions.1).reduce(0) { max($0, abs($1.0 - $1.1)) } / spread
  }

  /// The largest difference of coefficients times the spreads of their columns, in parts of that of the targets.
  private func coefficientDifference(
    _ ours: LinearModel, _ theirs: LinearModel, _ data: Dataset
  ) throws -> Double {
    let moments = try WeightedMoments(data)
    let sizes = moments.featureDeviations(from: moments.featureMeans)
    var difference = 0.0
    for (column, size) in sizes.enumerated() {
      for output in 0..<theirs.outputCount {
        let distance = ours.coefficients[column, output] - theirs.coefficients[column, output]
        difference = max(difference, abs(distance) * size)
      }
    }
    return difference / (try spread(of: data.target))
  }

  private func spread(of target: MatrixView<Double>) throws -> Double {
    let numbers = target.copied().elements
    return try #require(numbers.max()) - #require(numbers.min())
  }

  private func model(
    _ recipe: some CrossFitting, _ statistics: LinearStatistics
  ) throws -> LinearModel? {
    func fitted<E: CrossFitting>(_ recipe: E) throws -> E.Model? {
      guard let statistics = statistics as? E.Statistics else { return nil }
      return try recipe.fitted(to: statistics, in: FittingContext())
    }
    return try fitted(recipe) as? LinearModel
  }

  @Test(arguments: Design.allCases, [false, true])
  func sumsGiveWhatRowsGive(design: Design, weighted: Bool) throws {
    let data = try data(design.features(rows: 400), outputs: weighted ? 2 : 1, weighted: weighted)
    for recipe in Self.recipes {
      var declined = 0
      for (train, statistics) in statistics(data) {
        guard let ours = try model(recipe, statistics) else {
          declined += 1
          continue
        }
        let theirs = try fit(recipe, train)
        #expect(try difference(ours, theirs, train) < 1e-8, "\(recipe)")
        #expect(try coefficientDifference(ours, theirs, train) < 1e-8, "\(recipe)")
      }
      if design.isEasy(for: recipe) { #expect(declined == 0, "\(recipe)") }
      if [.hilbert, .duplicated, .constant].contains(design),
        (recipe as? OrdinaryLeastSquares)?.intercept == true
      {
        #expect(declined == 5, "\(recipe)")
      }
    }
  }

  // Columns that learners have predicted are nearly the same.
  @Test(arguments: [1e-2, 1e-3, 1e-4]) func combinedLearnersAreMadeOfSums(distance: Double) throws {
    let noise = Design.plain.features(rows: 3000)
    let features = Matrix(
      rows: (0..<3000).map { row in
        let truth = noise[row, 0] + noise[row, 1]
        return (2..<6).map { truth + distance * noise[row, $0] }
      })
    let target = (0..<3000).map { noise[$0, 0] + noise[$0, 1] + 0.1 * noise[$0, 7] }
    for recipe in [RidgeRegression(penalty: 1e-3), RidgeRegression(penalty: 1e-5)] {
      for (train, statistics) in statistics(try Dataset(features: features, target: target)) {
        let ours = try #require(try model(recipe, statistics))
        #expect(try difference(ours, recipe.fitted(to: train), train) < 1e-8)
        #expect(try coefficientDifference(ours, recipe.fitted(to: train), train) < 1e-8)
      }
    }
  }

  @Test(arguments: LinearCase.shared) func storedDataAgree(sample: LinearCase) throws {
    let features = Matrix(rows: sample.features)
    for data in [
      try Dataset(features: features, target: sample.target),
      try Dataset(features: features, target: sample.target).weighted(by: sample.weights),
    ] {
      for recipe in linearRecipes {
        guard let shared = recipe.estimator as? any CrossFitting else { continue }
        for (train, statistics) in statistics(data) {
          guard let ours = try model(shared, statistics) else { continue }
          let theirs = try fit(recipe.estimator, train)
          #expect(try difference(ours, theirs, train) < 1e-8, "\(recipe.name)")
        }
      }
    }
  }

  // Blocks of 256 and 512 rows, with rests of one row and of none, and more columns than rows.
  @Test(arguments: [1, 2, 3, 255, 256, 257, 512, 513, 1025], [2, 20])
  func anyNumberOfRowsAddsUp(rowCount: Int, columnCount: Int) throws {
    let all = Design.plain.features(rows: rowCount + 600)
    let features = Matrix(rows: (0..<rowCount + 600).map { Array(all.row($0).prefix(columnCount)) })
    let data = try data(features)
    let empty = LinearStatistics(forRowsOf: data)
    var sum = empty
    sum.add(rowsOf: data.rows(RangeSet(0..<rowCount)))
    sum.add(empty)
    var rest = empty
    rest.add(rowsOf: data.rows(RangeSet(rowCount..<rowCount + 600)))
    sum.add(rest)
    #expect(sum.rowCount == rowCount + 600)
    let ours = try #require(try model(OrdinaryLeastSquares(), sum))
    #expect(try difference(ours, OrdinaryLeastSquares().fitted(to: data), data) < 1e-11)
  }

  @Test func hugeNumbersAreLeftToTheRows() throws {
    let plain = Design.plain.features(rows: 100)
    let features = Matrix(rowCount: 100, columnCount: 20, elements: plain.elements.map { $0 * 1e200 })
    for (_, statistics) in statistics(try data(features)) {
      for recipe in Self.recipes { #expect(try model(recipe, statistics) == nil) }
    }
  }

  @Test func fewRowsAreLeftToTheRows() throws {
    for rows in [1, 5, 19] {
      let data = try data(Design.plain.features(rows: rows))
      var statistics = LinearStatistics(forRowsOf: data)
      statistics.add(rowsOf: data)
      for recipe in Self.recipes {
        guard let ours = try model(recipe, statistics) else { continue }
        // Two penalties have one minimum, whatever the rows.
        #expect((recipe as? ElasticNetRegression)?.mixing == 0.5)
        let predictions = try ours.predictions(from: data.features).elements
        let theirs = try fit(recipe, data).predictions(from: data.features).elements
        #expect(zip(predictions, theirs).allSatisfy { abs($0 - $1) < 1e-8 })
      }
    }
  }

  @Test func joinedModelsPredictSideBySide() throws {
    let data = try data(Design.plain.features(rows: 50), outputs: 2)
    let models = try [fit(RidgeRegression(), data), fit(OrdinaryLeastSquares(intercept: false), data)]
    let joined = LinearModel(sideBySide: models)
    #expect(joined.outputCount == 4 && joined.intercepts == models[0].intercepts + [0, 0])
    let together = try joined.predictions(from: data.features)
    for (place, model) in models.enumerated() {
      let alone = try model.predictions(from: data.features)
      for row in 0..<50 {
        for output in 0..<2 { #expect(abs(together[row, 2 * place + output] - alone[row, output]) < 1e-13) }
      }
    }
  }

  /// Sums of such numbers overflow, and with them the means that rows are measured from.
  @Test func numbersThatOverflowAreDeclined() throws {
    let column = (0..<40).map { $0 < 4 ? 0 : [1.7e308, -1.7e308, 0, 0][$0 % 4] }
    for width in [1, 20] {
      let features = Matrix<Double>(
        rowCount: 40, columnCount: width, elements: (0..<40 * width).map { column[$0 / width] })
      let data = try Dataset(features: features, target: (0..<40).map(Double.init))
      var (statistics, others) = (LinearStatistics(forRowsOf: data), LinearStatistics(forRowsOf: data))
      statistics.add(rowsOf: data.rows(RangeSet(0..<20)))
      others.add(rowsOf: data.rows(RangeSet(20..<40)))
      statistics.add(others)
      #expect(try RidgeRegression().fitted(to: statistics, in: FittingContext()) == nil)
      #expect(try OrdinaryLeastSquares().fitted(to: statistics, in: FittingContext()) == nil)
      let error = #expect(throws: ModelingError.self) { try RidgeRegression().fitted(to: data) }
      #expect(error?.message.contains("“ridge”") == true)
    }
  }
}

extension LinearCase {
  fileprivate static var shared: [LinearCase] { Fixtures.all.linear }
}
