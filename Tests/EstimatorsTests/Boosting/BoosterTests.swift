import Estimators
import Foundation
import Testing

/// A recipe of each library for numbers, and one for classes.
private struct Boosters: Sendable, CustomTestStringConvertible {
  let library: BoostingLibrary
  let regression: @Sendable (_ rounds: Int, _ others: [String: String]) -> any Estimator
  let classifier: @Sendable (_ rounds: Int, _ others: [String: String]) -> any Estimator

  var testDescription: String { library.name }

  static let all = [
    Boosters(
      library: .lightGBM,
      regression: {
        LightGBMRegression(LightGBMSettings(rounds: $0, minimumRows: 3, rowFraction: 0.8, others: $1))
      },
      classifier: { LightGBMClassifier(LightGBMSettings(rounds: $0, minimumRows: 3, others: $1)) }),
    Boosters(
      library: .xgBoost,
      regression: { XGBoostRegression(XGBoostSettings(rounds: $0, rowFraction: 0.8, others: $1)) },
      classifier: { XGBoostClassifier(XGBoostSettings(rounds: $0, others: $1)) }),
  ]
}

@Suite(.enabled(if: BoostingLibrary.all.allSatisfy(\.isAvailable)))
struct BoosterTests {
  private let features = randomMatrix(200, 4)
  private var target: [Double] { (0..<200).map { features[$0, 0] * 3 + (features[$0, 1] > 0 ? 1 : -1) } }
  private var labels: [String] { target.map { $0 > 1 ? "high" : $0 > -1 ? "middle" : "low" } }

  private func numbers() throws -> Dataset { try Dataset(features: features, target: target) }
  private func classes() throws -> Dataset { try Dataset(features: features, labels: labels) }

  @Test(arguments: Boosters.all)
  fileprivate func theSameSeedGivesTheSameBitsAndAnotherOthers(_ boosters: Boosters) throws {
    let recipe = boosters.regression(10, [:])
    let first = try anyModel(recipe, numbers(), seed: 7).predictions(from: features)
    #expect(try anyModel(recipe, numbers(), seed: 7).predictions(from: features) == first)
    #expect(try anyModel(recipe, numbers(), seed: 8).predictions(from: features) != first)
  }

  @Test(arguments: Boosters.all)
  fileprivate func fitsSideBySideEqualThoseOneAfterAnother(_ boosters: Boosters) async throws {
    let data = try numbers()
    let alone = try (0..<8).map {
      try anyModel(boosters.regression(30, [:]), data, seed: UInt64($0)).predictions(from: features)
    }
    let together = try await withThrowingTaskGroup(of: (Int, Matrix<Double>).self) { group in
      for number in 0..<8 {
        group.addTask {
          (
            number,
            try anyModel(boosters.regression(30, [:]), data, seed: UInt64(number)).predictions(from: features)
          )
        }
      }
      return try await group.reduce(into: [Int: Matrix<Double>]()) { $0[$1.0] = $1.1 }
    }
    for number in 0..<8 { #expect(together[number] == alone[number]) }
  }

  @Test(arguments: Boosters.all)
  fileprivate func oneModelPredictsOnSeveralThreadsAtOnce(_ boosters: Boosters) async throws {
    let model = try anyModel(boosters.classifier(20, [:]), classes())
    let alone = try model.predictions(from: features)
    let together = try await withThrowingTaskGroup(of: Matrix<Double>.self) { group in
      for _ in 0..<8 { group.addTask { try model.predictions(from: features) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(together.count == 8 && together.allSatisfy { $0 == alone })
    // One row is predicted as it is among others, and no row is fine.
    #expect(try model.predictions(from: features.view(rows: RangeSet(5..<6))).elements == [alone[5, 0]])
    #expect(try model.predictions(from: features.view(rows: RangeSet())).rowCount == 0)
  }

  @Test(arguments: Boosters.all)
  fileprivate func modelsAreStoredAndReadWithTheSameBits(_ boosters: Boosters) throws {
    let model = try #require(try anyModel(boosters.regression(10, [:]), numbers()) as? BoosterModel)
    let read = try JSONDecoder().decode(BoosterModel.self, from: JSONEncoder().encode(model))
    #expect(read == model)
    #expect(try read.predictions(from: features) == model.predictions(from: features))
    let classifier = try #require(
      try anyModel(boosters.classifier(10, [:]), classes()) as? BoosterClassifierModel)
    let readClassifier = try JSONDecoder().decode(
      BoosterClassifierModel.self, from: JSONEncoder().encode(classifier))
    #expect(try readClassifier.probabilities(from: features) == classifier.probabilities(from: features))
  }

  @Test(arguments: Boosters.all)
  fileprivate func damagedModelsAreRefused(_ boosters: Boosters) throws {
    let model = try #require(try anyModel(boosters.regression(3, [:]), numbers()) as? BoosterModel)
    let text = String(decoding: try JSONEncoder().encode(model), as: UTF8.self)
    let ends = try #require(text.range(of: #""texts":[""#)?.upperBound)
    let damaged = text[..<ends] + #"nonsense"],"library":"\#(model.library.name)","featureCount":4}"#
    #expect(throws: (any Error).self) {
      try JSONDecoder().decode(BoosterModel.self, from: Data(damaged.utf8))
    }
    let wide = text.replacingOccurrences(of: #""featureCount":4"#, with: #""featureCount":5"#)
    #expect(wide != text)
    let error = #expect(throws: ModelingError.self) {
      try JSONDecoder().decode(BoosterModel.self, from: Data(wide.utf8))
    }
    #expect(error?.code == .unreadableModel)
  }

  @Test(arguments: Boosters.all)
  fileprivate func probabilitiesSumToOneAndTellTheClass(_ boosters: Boosters) throws {
    let model = try #require(try anyModel(boosters.classifier(30, [:]), classes()) as? any ClassifierModel)
    let probabilities = try model.probabilities(from: features)
    #expect(probabilities.columnCount == 3)
    for row in 0..<200 { #expect(abs(probabilities.row(row).reduce(0, +) - 1) < 1e-12) }
    #expect(try Scorer.accuracy.score(of: model.predictions(from: features), against: classes()) > 0.95)
  }

  @Test(arguments: Boosters.all)
  fileprivate func classesWithoutExamplesAreGivenNoProbability(_ boosters: Boosters) throws {
    for occurring in [[2], [1, 3], [0, 2, 4]] {
      let labels = (0..<200).map { occurring[$0 % occurring.count] }
      let data = try Dataset(features: features, labels: labels, classes: Array(0..<5))
      let model = try #require(try anyModel(boosters.classifier(3, [:]), data) as? any ClassifierModel)
      let probabilities = try model.probabilities(from: features)
      #expect(probabilities.columnCount == 5)
      for row in 0..<200 {
        #expect(abs(probabilities.row(row).reduce(0, +) - 1) < 1e-12)
        #expect((0..<5).allSatisfy { occurring.contains($0) == (probabilities[row, $0] > 0) })
      }
    }
  }

  @Test(arguments: Boosters.all)
  fileprivate func severalOutputsAreFittedEachOnItsOwn(_ boosters: Boosters) throws {
    let second = (0..<200).map { features[$0, 2] }
    let both = try Dataset(
      features: features, targets: Matrix(rows: (0..<200).map { [target[$0], second[$0]] }))
    let model = try anyModel(boosters.regression(10, [:]), both)
    #expect(model.outputCount == 2)
    let predictions = try model.predictions(from: features)
    for (column, target) in [target, second].enumerated() {
      let alone = try anyModel(boosters.regression(10, [:]), Dataset(features: features, target: target))
      #expect(try alone.predictions(from: features).elements == predictions.column(column))
    }
  }

  @Test(arguments: Boosters.all)
  fileprivate func rowsOfNoWeightAreAbsent(_ boosters: Boosters) throws {
    let weights = (0..<200).map { $0 % 3 == 0 ? 0.0 : 1.5 }
    let kept = RangeSet((0..<200).filter { $0 % 3 != 0 }, within: 0..<200)
    let weighted = try numbers().weighted(by: weights)
    let absent = try numbers().rows(kept).weighted(by: [Double](repeating: 1.5, count: 133))
    #expect(
      try anyModel(boosters.regression(10, [:]), weighted).predictions(from: features)
        == anyModel(boosters.regression(10, [:]), absent).predictions(from: features))
    let error = #expect(throws: ModelingError.self) {
      try anyModel(boosters.regression(10, [:]), weighted.rows(RangeSet(0..<1)))
    }
    #expect(error?.message.contains("weights of all 1 row") == true)
  }

  @Test(arguments: Boosters.all)
  fileprivate func viewsFloatsAndSparseFeaturesEqualCopies(_ boosters: Boosters) throws {
    let narrow = Matrix<Float>(features)
    let wide = Matrix<Double>(narrow)
    let rows = RangeSet([3..<90, 95..<96, 120..<200])
    let columns = [3, 0, 1]
    let view = try Dataset(features: narrow.features.columns(columns), target: target).rows(rows)
    let copy = try Dataset(
      features: wide.features.columns(columns).rows(rows).matrix(),
      target: rows.ranges.joined().map { target[$0] })
    let expected = try anyModel(boosters.regression(5, [:]), copy).predictions(from: copy.features)
    #expect(try anyModel(boosters.regression(5, [:]), view).predictions(from: view.features) == expected)
    let sparse = try Dataset(
      features: SparseMatrix(copy.features.matrix()), target: copy.target.copied().elements)
    #expect(try anyModel(boosters.regression(5, [:]), sparse).predictions(from: sparse.features) == expected)
  }

  @Test(arguments: Boosters.all)
  fileprivate func missingValuesAreLearnedFrom(_ boosters: Boosters) throws {
    var features = randomMatrix(200, 2)
    for row in stride(from: 0, to: 200, by: 2) { features[row, 0] = .nan }
    let target = (0..<200).map { $0 % 2 == 0 ? 10.0 : 0 }
    let model = try anyModel(boosters.regression(60, [:]), Dataset(features: features, target: target))
    let predictions = try model.predictions(from: features).elements
    #expect(zip(predictions, target).allSatisfy { abs($0 - $1) < 1 })
  }

  @Test(arguments: Boosters.all)
  fileprivate func oneRowAConstantFeatureAndAConstantTargetAreFitted(_ boosters: Boosters) throws {
    let constant = Matrix<Double>(rowCount: 30, columnCount: 2, repeating: 4)
    let varied = (0..<30).map(Double.init)
    for (features, target) in [
      (Matrix(rows: [[1.0, 2.0]]), [3.0]), (constant, varied),
      (randomMatrix(30, 2), [Double](repeating: 3, count: 30)),
    ] {
      let model = try anyModel(boosters.regression(50, [:]), Dataset(features: features, target: target))
      let mean = target.reduce(0, +) / Double(target.count)
      let predictions = try model.predictions(from: features).elements
      #expect(predictions.allSatisfy { abs($0 - mean) < 1.5 })
    }
  }

  @Test(arguments: Boosters.all, ["no_such_parameter", "learning_rate", "num_class", "seed"])
  fileprivate func parametersThatAreNoneAreRefusedByName(_ boosters: Boosters, name: String) throws {
    for recipe in [boosters.regression(3, [name: "1"]), boosters.classifier(3, [name: "1"])] {
      let data = type(of: recipe).targetKind == .numbers ? try numbers() : try classes()
      let error = #expect(throws: ModelingError.self) { try anyModel(recipe, data) }
      #expect(error?.message.contains("“\(name)”") == true)
      #expect(error?.code == (name == "no_such_parameter" ? .unknownName : .invalidParameter))
    }
  }

  @Test func theNearestNameOfAParameterIsSuggested() throws {
    let recipe = LightGBMRegression(LightGBMSettings(others: ["min_gain_to_spilt": "1"]))
    let error = #expect(throws: ModelingError.self) { try anyModel(recipe, numbers()) }
    #expect(error?.message.contains("min_gain_to_split") == true)
  }

  @Test(arguments: Boosters.all)
  fileprivate func whatTheLibrarySaysIsInTheError(_ boosters: Boosters) throws {
    let error = #expect(throws: ModelingError.self) {
      try anyModel(boosters.regression(3, ["objective": "nonsense"]), numbers())
    }
    #expect(error?.code == .libraryFailure)
    #expect(error?.message.contains("nonsense") == true)
    #expect(error?.message.hasPrefix("\(boosters.library.name) says: ") == true)
  }

  @Test(arguments: ["lightgbm", "xgboost"])
  func aRecipeFileListsOtherParametersAsTexts(typeName: String) throws {
    var recipe = try Registry.standard.estimator(named: typeName).init()
    try recipe.set("rounds", to: .integer(7))
    try recipe.set("others", to: .list([.text("b=2"), .text("a=x:y")]))
    func value<E: Estimator>(_ recipe: E) -> ParameterValue? {
      E.parameters.first { $0.name == "others" }?.value(of: recipe)
    }
    #expect(value(recipe) == .list([.text("a=x:y"), .text("b=2")]))
    for wrong in ["a", "a=1 b=2", "=1", "a=", "a=1=2"] {
      #expect(throws: ModelingError.self) { try recipe.set("others", to: .list([.text(wrong)])) }
    }
    #expect(throws: ModelingError.self) { try recipe.set("others", to: .list([.text("a=1"), .text("a=2")])) }
  }
}

/// With CI=true the boosters must have been tested.
@Suite struct BoosterAvailabilityTests {
  @Test(
    .enabled(if: ProcessInfo.processInfo.environment["CI"] == "true"), arguments: BoostingLibrary.all)
  func theLibraryIsThere(_ library: BoostingLibrary) throws { try library.requireAvailable() }
}
