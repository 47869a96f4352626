import Estimators
import Foundation
import Testing

@Suite(.enabled(if: BoostingLibrary.all.allSatisfy(\.isAvailable)))
struct EarlyStoppingTests {
  private let features: Matrix<Double> = {
    var generator = SeededGenerator(seed: 4)
    return Matrix(
      rowCount: 240, columnCount: 3, elements: (0..<720).map { _ in generator.fraction() - 0.5 })
  }()

  private func data() throws -> Dataset {
    var generator = SeededGenerator(seed: 5)
    return try Dataset(
      features: features, target: (0..<240).map { features[$0, 0] * 2 + generator.fraction() - 0.5 })
  }

  /// The number of rounds up to `limit` after which the error on held-out rows is smallest, each tried on its own.
  private func bestRounds(
    upTo limit: Int, _ heldOut: Dataset, _ model: (Int) throws -> BoosterModel
  ) throws -> Int {
    let errors = try (1...limit).map {
      try Scorer.rootMeanSquaredError.score(
        of: model($0).predictions(from: heldOut.features), against: heldOut)
    }
    return (errors.firstIndex(of: errors.min() ?? 0) ?? 0) + 1
  }

  @Test func lightGBMKeepsTheRoundsUpToTheSmallestLoss() throws {
    let (training, heldOut) = (try data().rows(RangeSet(0..<160)), try data().rows(RangeSet(160..<240)))
    func recipe(_ rounds: Int, patience: Int = 0) -> LightGBMRegression {
      LightGBMRegression(LightGBMSettings(rounds: rounds, minimumRows: 2, patience: patience))
    }
    let best = try bestRounds(upTo: 60, heldOut) { try recipe($0).fitted(to: training, in: FittingContext()) }
    #expect(best < 50)
    let kept = try recipe(best).fitted(to: training, in: FittingContext())
    let stopped = try recipe(60, patience: 10).fitted(to: training, stoppingOn: heldOut)
    #expect(try stopped.predictions(from: features) == kept.predictions(from: features))
  }

  @Test func xgBoostKeepsTheRoundsUpToTheSmallestLoss() throws {
    let (training, heldOut) = (try data().rows(RangeSet(0..<160)), try data().rows(RangeSet(160..<240)))
    func recipe(_ rounds: Int, patience: Int = 0) -> XGBoostRegression {
      XGBoostRegression(XGBoostSettings(rounds: rounds, learningRate: 0.1, patience: patience))
    }
    let best = try bestRounds(upTo: 60, heldOut) { try recipe($0).fitted(to: training, in: FittingContext()) }
    #expect(best < 50)
    let kept = try recipe(best).fitted(to: training, in: FittingContext())
    let stopped = try recipe(60, patience: 10).fitted(to: training, stoppingOn: heldOut)
    #expect(try stopped.predictions(from: features) == kept.predictions(from: features))
  }

  @Test func aFractionOfTheRowsIsHeldOutWithAPatience() throws {
    let settings = LightGBMSettings(rounds: 400, minimumRows: 2, patience: 5, heldOutFraction: 0.25)
    let model = try LightGBMRegression(settings).fitted(to: data())
    let trees = model.texts[0].components(separatedBy: "\nTree=").count - 1
    #expect((1..<400).contains(trees))
    #expect(try LightGBMRegression(settings).fitted(to: data()) == model)
    let labels = (0..<240).map { features[$0, 0] > 0 ? "up" : $0 % 9 == 0 ? "odd" : "down" }
    let classes = try Dataset(features: features, labels: labels)
    let classifier = try XGBoostClassifier(XGBoostSettings(rounds: 300, patience: 5)).fitted(to: classes)
    #expect(try Scorer.accuracy.score(of: classifier.predictions(from: features), against: classes) > 0.8)
  }

  @Test func tooFewRowsToHoldOutAreAnError() throws {
    let one = try data().rows(RangeSet(0..<1))
    let error = #expect(throws: ModelingError.self) {
      try LightGBMRegression(LightGBMSettings(patience: 3)).fitted(to: one)
    }
    #expect(error?.code == .tooFewRows)
    #expect(error?.message.contains("patience") == true)
  }

  @Test func heldOutRowsOfOtherColumnsAreRefused() throws {
    let other = try Dataset(features: features.view(columns: [0, 1]), target: (0..<240).map(Double.init))
    let error = #expect(throws: ModelingError.self) {
      try XGBoostRegression().fitted(to: data(), stoppingOn: other)
    }
    #expect(error?.code == .mismatchedShapes)
  }

  private func refusal(_ settings: LightGBMSettings) -> String? {
    #expect(throws: ModelingError.self) { try LightGBMRegression(settings).fitted(to: data()) }?.message
  }

  private func refusal(_ settings: XGBoostSettings) -> String? {
    #expect(throws: ModelingError.self) { try XGBoostRegression(settings).fitted(to: data()) }?.message
  }

  /// Later rounds make earlier trees count less: the rounds up to the smallest loss are none that was measured.
  @Test func treesThatChangeLaterAreNotStopped() throws {
    for name in ["boosting", "boosting_type"] {
      let settings = LightGBMSettings(rounds: 5, patience: 2, others: [name: "dart"])
      #expect(refusal(settings)?.contains("“\(name)=dart”") == true)
    }
    let dart = XGBoostSettings(rounds: 5, patience: 2, others: ["booster": "dart"])
    #expect(refusal(dart)?.contains("“booster=dart”") == true)
    // Rows that only tell how many rounds to keep have the same loss.
    let kept = XGBoostRegression(XGBoostSettings(rounds: 5, others: ["booster": "dart"]))
    #expect(throws: ModelingError.self) { try kept.fitted(to: data(), stoppingOn: data()) }
    // All rounds are kept: nothing needs to be measured.
    #expect(try kept.fitted(to: data()).texts.count == 1)
    let all = LightGBMSettings(rounds: 5, others: ["boosting": "dart"])
    #expect(try LightGBMRegression(all).fitted(to: data()).texts.count == 1)
  }

  @Test(arguments: ["rank:pairwise", "rank:ndcg", "rank:map"])
  func aMeasureThatGrowsIsNotStoppedAtItsSmallest(objective: String) {
    let settings = XGBoostSettings(rounds: 5, patience: 2, others: ["objective": objective])
    #expect(refusal(settings)?.contains("“objective=\(objective)”") == true)
  }
}
