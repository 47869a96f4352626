import Modeling
import Testing

@testable import Estimators

/// Models of sums over the rows of classes agree with models of the rows.
@Suite struct ClassStatisticsTests {
  /// Features that are harder or easier to learn from, of four classes, the last of which is rare.
  enum Design: String, CaseIterable, Sendable {
    case plain, sorted, far, scaled, duplicated, constant, constantWithinAClass, huge, apart, counts

    private static let rowCount = 400

    /// The class of a row; sorted, a fold lacks some of them.
    private func label(_ row: Int) -> Int {
      self == .sorted ? row * 4 / Self.rowCount : row % 19 == 0 ? 3 : row * row % 3
    }

    func data(weighted: Bool) throws -> Dataset {
      let noise = randomMatrix(Self.rowCount, 6, seed: 11)
      let rows = (0..<Self.rowCount).map { row in
        let label = label(row)
        return (0..<6).map { column in
          let value = noise[row, column] + (column == label ? 0.6 : 0)
          return switch self {
          case .plain, .sorted: value
          case .far: value + 1e6
          case .scaled: value * [1, 1e8, 1e-8][column % 3]
          case .duplicated: column == 5 ? noise[row, 0] + (label == 0 ? 0.6 : 0) : value
          case .constant: column == 4 ? 0.1 : value
          case .constantWithinAClass: column == 4 && label == 1 ? 0.1 : value
          case .huge: column == 4 && row == 5 ? 1e12 : value
          case .apart: value + 1e4 * Double(label)
          case .counts: Double(Int(abs(value) * 10))
          }
        }
      }
      let data = try Dataset(
        features: Matrix(rows: rows), labels: (0..<Self.rowCount).map(label), classes: Array(0..<5))
      return weighted ? try data.weighted(by: (0..<Self.rowCount).map { Double($0 % 3) / 2 }) : data
    }

    /// Whether sums must do for a training set.
    ///
    /// A huge number in the sample takes the origin away from the rest of its class.
    var isEasy: Bool { self != .huge }

    func suits(_ recipe: any CrossFitting) -> Bool {
      switch recipe {
      case is MultinomialNaiveBayes: self == .counts
      // Covariances of their own do not exist.
      case let recipe as QuadraticDiscriminantAnalysis where recipe.regularization == 0:
        ![.duplicated, .constant, .constantWithinAClass, .huge].contains(self)
      default: true
      }
    }
  }

  static let recipes: [any CrossFitting] = [
    GaussianNaiveBayes(), GaussianNaiveBayes(smoothing: 0.1), MultinomialNaiveBayes(),
    LinearDiscriminantAnalysis(),
    LinearDiscriminantAnalysis(shrinkage: .share(0.2), priors: [1, 2, 3, 4, 5]),
    QuadraticDiscriminantAnalysis(), QuadraticDiscriminantAnalysis(regularization: 0.1),
  ]

  /// All rows but those of each of four folds, with statistics made of those of the folds.
  private func trainingSets<S: TrainingStatistics>(
    of data: Dataset, _: S.Type
  ) -> [(rows: Dataset, statistics: S)] {
    let folds = (0..<4).map { $0 * data.rowCount / 4..<($0 + 1) * data.rowCount / 4 }
    let empty = S(forRowsOf: data)
    let parts = folds.map { fold in
      var part = empty
      // In two pieces, as large parts are.
      let middle = (fold.lowerBound + fold.upperBound) / 2
      part.add(rowsOf: data.rows(RangeSet(fold.lowerBound..<middle)))
      part.add(rowsOf: data.rows(RangeSet(middle..<fold.upperBound)))
      return part
    }
    return (0...4).map { left in
      var sum = empty
      for (place, part) in parts.enumerated() where place != left { sum.add(part) }
      let rows = RangeSet(folds.enumerated().filter { $0.offset != left }.map(\.element))
      return (data.rows(rows), sum)
    }
  }

  private func check<E: CrossFitting>(_ recipe: E, _ data: Dataset, mayDecline: Bool, _ name: String) throws {
    for (rows, statistics) in trainingSets(of: data, E.Statistics.self) {
      let sums = try recipe.fitted(to: statistics, in: FittingContext())
      #expect(sums != nil || mayDecline, "\(name)")
      guard let ours = sums as? any ClassifierModel else { continue }
      let theirs = try #require(try recipe.fitted(to: rows, in: FittingContext()) as? any ClassifierModel)
      let probabilities = (
        try ours.probabilities(from: data.features), try theirs.probabilities(from: data.features)
      )
      let difference = zip(probabilities.0.elements, probabilities.1.elements)
        .reduce(0) { max($0, abs($1.0 - $1.1)) }
      #expect(difference <= 1e-8, "\(name)")
    }
  }

  @Test(arguments: Design.allCases, [false, true])
  func modelsOfSumsAgreeWithModelsOfRows(design: Design, weighted: Bool) throws {
    let data = try design.data(weighted: weighted)
    for recipe in Self.recipes where design.suits(recipe) {
      try check(recipe, data, mayDecline: !design.isEasy, "\(recipe) on \(design)")
    }
  }

  @Test func lostDigitsAreNoticed() throws {
    let data = try Design.huge.data(weighted: false)
    // Row 5, which is in the first fold, takes the origin of its class away.
    let without = trainingSets(of: data, GaussianStatistics.self)[0].statistics
    #expect(try GaussianNaiveBayes().fitted(to: without, in: FittingContext()) == nil)
    let others = trainingSets(of: data, DiscriminantStatistics.self)[0].statistics
    #expect(try LinearDiscriminantAnalysis().fitted(to: others, in: FittingContext()) == nil)
  }

  @Test func whatSumsDoNotTellIsDeclined() throws {
    let data = try Design.plain.data(weighted: false)
    let all = trainingSets(of: data, DiscriminantStatistics.self)[4].statistics
    let recipe = LinearDiscriminantAnalysis(shrinkage: .automatic)
    #expect(try recipe.fitted(to: all, in: FittingContext()) == nil)
    // Negative numbers are no counts.
    let counts = trainingSets(of: data, CountStatistics.self)[4].statistics
    #expect(try MultinomialNaiveBayes().fitted(to: counts, in: FittingContext()) == nil)
  }

  @Test func rowsThatDoNotCountAddNothing() throws {
    let data = try Design.plain.data(weighted: false).weighted(by: (0..<400).map { $0 < 200 ? 0 : 1 })
    func check<E: CrossFitting>(_ recipe: E) throws {
      var statistics = E.Statistics(forRowsOf: data)
      statistics.add(rowsOf: data.rows(RangeSet(0..<200)))
      #expect(try recipe.fitted(to: statistics, in: FittingContext()) == nil)
    }
    for recipe in Self.recipes { try check(recipe) }
  }

  @Test func numbersAreNotForClasses() throws {
    let data = try Dataset(features: randomMatrix(10, 2), target: (0..<10).map(Double.init))
    #expect(GaussianStatistics.numberCount(for: data) == nil)
    #expect(CountStatistics.numberCount(for: data) == nil)
    #expect(DiscriminantStatistics.numberCount(for: data) == nil)
  }

  /// Sums of such numbers overflow, and with them the means that rows are measured from.
  @Test func numbersThatOverflowMakeNoModel() throws {
    let column = (0..<40).map { $0 < 4 ? 0 : [1.7e308, -1.7e308, 0, 0][$0 % 4] }
    let data = try Dataset(features: Matrix(column: column), labels: (0..<40).map { $0 / 4 % 2 })
    func check<E: CrossFitting>(_ recipe: E) throws {
      var (statistics, others) = (E.Statistics(forRowsOf: data), E.Statistics(forRowsOf: data))
      statistics.add(rowsOf: data.rows(RangeSet(0..<20)))
      others.add(rowsOf: data.rows(RangeSet(20..<40)))
      statistics.add(others)
      do {
        #expect(try recipe.fitted(to: statistics, in: FittingContext()) == nil)
      } catch let error as ModelingError {
        #expect(error.message.contains(E.typeName))
      }
      let error = #expect(throws: ModelingError.self) { try recipe.fitted(to: data) }
      #expect(error?.message.contains(E.typeName) == true)
    }
    for recipe in Self.recipes { try check(recipe) }
  }
}
