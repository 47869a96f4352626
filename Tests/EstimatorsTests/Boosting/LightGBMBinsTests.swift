import Testing

@testable import Estimators

/// LightGBM on bins that were found in other rows.
@Suite(.enabled(if: BoostingLibrary.lightGBM.isAvailable))
struct LightGBMBinsTests {
  @Test func numbersBeyondThoseOfLightGBMAreRefused() {
    // It would take the first for 1.
    for rows in [4_294_967_297, 1 << 31] {
      let settings = LightGBMSettings(minimumRows: rows)
      #expect(throws: ModelingError.self) { try LightGBMRegression(settings).validate() }
    }
  }

  @Test(arguments: [1e-50, 1e50]) func weightsBeyondThoseOfBoostersAreRefused(weight: Double) throws {
    let data = try Dataset(features: Matrix(column: [0, 1]), target: [0, 1]).weighted(by: [weight, weight])
    let error = #expect(throws: ModelingError.self) { try BoostingExamples(data, for: "booster") }
    #expect(error?.message.contains("scale the weights") == true)
  }

  private let settings = LightGBMSettings(
    rounds: 12, minimumRows: 3, rowFraction: 0.8, maximumBins: 16, sharedBinning: true)

  /// Columns of noise, of a few numbers, with missing values, mostly zeros, and constant.
  private func data(rows rowCount: Int, isWeighted: Bool = false) throws -> Dataset {
    var generator = SeededGenerator(seed: 4)
    let rows = (0..<rowCount).map { row -> [Double] in
      [
        generator.fraction() - 0.5, Double(generator.number(below: 4)),
        row % 5 == 0 ? .nan : generator.fraction(), row % 9 == 0 ? generator.fraction() : 0,
        row % 9 == 1 ? generator.fraction() : 0, 7,
      ]
    }
    let target = rows.map { $0[0] * 3 + $0[1] + $0[3] * 8 + generator.fraction() }
    let data = try Dataset(features: Matrix(rows: rows), target: target)
    return isWeighted ? try data.weighted(by: (0..<rowCount).map { Double($0 % 4) / 2 }) : data
  }

  private func bins(of data: Dataset, _ settings: LightGBMSettings? = nil) throws -> LightGBMBins {
    let rule = LightGBMRegression(settings ?? self.settings).binningRule(for: data)
    return try LightGBMBins(of: data, by: #require(rule))
  }

  @Test(arguments: [false, true])
  func theirOwnRowsGiveTheSameModel(isWeighted: Bool) throws {
    let data = try data(rows: 300, isWeighted: isWeighted)
    let recipe = LightGBMRegression(settings)
    let context = FittingContext(seed: 3)
    let own = try recipe.fitted(to: data, in: context).predictions(from: data.features)
    let shared = try recipe.fitted(to: data, binnedBy: bins(of: data), in: context)
    #expect(try shared.predictions(from: data.features) == own)
  }

  @Test func soTheyDoForClassesAndWithHeldOutRows() throws {
    let numbers = try data(rows: 300)
    let labels = (0..<300).map { Int(numbers.target[$0, 0]) % 3 }
    let data = try Dataset(features: numbers.features, labels: labels)
    let recipe = LightGBMClassifier(settings)
    let bins = try LightGBMBins(of: data, by: #require(recipe.binningRule(for: data)))
    let own = try recipe.fitted(to: data, in: FittingContext()).probabilities(from: data.features)
    #expect(try recipe.fitted(to: data, binnedBy: bins).probabilities(from: data.features) == own)
    let heldOut = data.rows(RangeSet(0..<60))
    let stopped = try recipe.fitted(to: data, stoppingOn: heldOut).probabilities(from: data.features)
    #expect(
      try recipe.fitted(to: data, binnedBy: bins, stoppingOn: heldOut).probabilities(from: data.features)
        == stopped)
  }

  @Test func edgesAreThoseOfAllRows() throws {
    let data = try data(rows: 300)
    let part = data.rows(RangeSet(0..<150))
    let recipe = LightGBMRegression(settings)
    let own = try recipe.fitted(to: part, in: FittingContext()).predictions(from: data.features)
    let shared = try recipe.fitted(to: part, binnedBy: bins(of: data)).predictions(from: data.features)
    #expect(shared != own)
    #expect(shared.elements.allSatisfy { $0.isFinite })
  }

  @Test func otherRowsThanThoseOfTheBinsAreFine() throws {
    let all = try data(rows: 300)
    let bins = try bins(of: all)
    let recipe = LightGBMRegression(settings)
    // Far beyond the edges, missing where nothing was, no constant any more, and one row alone.
    let odd = Matrix<Double>(
      rows: (0..<40).map { row -> [Double] in
        let some: Double = row % 2 == 0 ? .nan : 1
        return [Double(row - 20) * 100, .nan, 5, -.infinity, some, Double(row)]
      })
    let data = try Dataset(features: odd, target: (0..<40).map(Double.init))
    let model = try recipe.fitted(to: data, binnedBy: bins)
    #expect(try model.predictions(from: odd).elements.allSatisfy(\.isFinite))
    let one = try recipe.fitted(to: data.rows(RangeSet(3..<4)), binnedBy: bins)
    #expect(try one.predictions(from: odd).elements.allSatisfy { $0 == 3 })
  }

  @Test func columnsThatAreAllConstantGiveTheMean() throws {
    let data = try Dataset(
      features: Matrix<Double>(rowCount: 30, columnCount: 2, repeating: 4), target: (0..<30).map(Double.init))
    let model = try LightGBMRegression(settings).fitted(
      to: data.rows(RangeSet(0..<21)), binnedBy: bins(of: data))
    #expect(try model.predictions(from: data.features).elements.allSatisfy { abs($0 - 10) < 1e-6 })
  }

  @Test func rulesAreEqualWhereBinsAre() throws {
    let data = try data(rows: 30)
    func rule(_ change: (inout LightGBMSettings) -> Void) -> LightGBMBins.Rule? {
      var settings = settings
      change(&settings)
      return LightGBMRegression(settings).binningRule(for: data)
    }
    let plain = rule { _ in }
    #expect(plain != nil)
    #expect(rule { $0.rounds = 500 } == plain)
    #expect(rule { $0.others = ["min_gain_to_split": "0.1"] } == plain)
    #expect(LightGBMClassifier(settings).binningRule(for: data) == plain)
    #expect(rule { $0.maximumBins = 17 } != plain)
    #expect(rule { $0.minimumRows = 4 } != plain)
    #expect(rule { $0.others = ["min_data_in_bin": "9"] } != plain)
    #expect(rule { $0.others = ["zero_as_missing": "true"] } != plain)
    // Of several names of a parameter each is understood.
    #expect(rule { $0.others = ["data_seed": "9"] } == rule { $0.others = ["data_random_seed": "9"] })
    #expect(rule { $0.sharedBinning = false } == nil)
    #expect(rule { $0.others = ["linear_tree": "true"] } == nil)
  }

  @Test func binsOfOtherColumnsAreRefused() throws {
    let data = try data(rows: 30)
    let bins = try bins(of: data.columns([0, 1]))
    let error = #expect(throws: ModelingError.self) {
      try LightGBMRegression(settings).fitted(to: data, binnedBy: bins)
    }
    #expect(error?.message.contains("bins of 2 columns for data of 6") == true)
  }
}
