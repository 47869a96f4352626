import Estimators
import Foundation
import Testing

@testable import Ensembles

/// Learners that are handed the rows which a fold holds out.
@Suite struct HeldOutFittingTests {
  @Test(arguments: [.sequential, .threads, .processes, .forks] as [any Backend])
  func aFoldHandsOutTheRowsThatItHoldsOut(backend: any Backend) async throws {
    let stack = SuperLearner(folds: 2, precision: .double) {
      Layer {
        Peeker().named("asking")
        Peeker(asksForHeldOutRows: false).named("content")
      }
    } meta: {
      Echo()
    }
    let (model, outputs) = try await stack.fittedWithOutputs(
      to: countingData(rows: 4), on: Parallel(workers: 2, on: backend))
    // Fitted to two rows in each fold, with the targets and features 0 + 1 and 2 + 3 held out.
    #expect(outputs[0].matrix.column(0) == [2_001_001, 2_001_001, 2_005_005, 2_005_005])
    #expect(outputs[0].matrix.column(1) == [-2, -2, -2, -2])
    // The final fit, to all four, holds none out.
    #expect(try await model.predictions(from: Matrix(column: [9.0])) == [-4])
  }

  @Test func heldOutRowsHaveGoneThroughThePipelineOfTheFold() async throws {
    let stack = SuperLearner(folds: 2, precision: .double) {
      Layer { Preprocessing(LargestSeen()) { Peeker() } }
    } meta: {
      Echo()
    }
    let (_, outputs) = try await stack.fittedWithOutputs(to: countingData(rows: 4))
    // Each of the two features is the largest that the other fold had: 3 and 1.
    #expect(outputs[0].matrix.elements == [2_006_001, 2_006_001, 2_002_005, 2_002_005])
  }

  @Test func withoutFoldsNothingIsHandedOut() async throws {
    let ensemble = SequentialEnsemble(precision: .double) {
      Layer(indexer: FullIndexer()) { Peeker() }
      Layer(indexer: FullIndexer()) { Echo() }
    } meta: {
      Echo()
    }
    let (_, outputs) = try await ensemble.fittedWithOutputs(to: countingData(rows: 4))
    #expect(outputs[0].matrix.elements == [-4, -4, -4, -4])
  }

  @Test func aMeasuredFoldIsNotHandedOut() async throws {
    let evaluator = Evaluator(folds: FoldIndexer(folds: 2), scorers: [.meanAbsoluteError])
    let evaluation = try await evaluator.evaluation(
      of: [Candidate(Peeker(), named: "asking")], over: countingData(rows: 4))
    // Predictions of −2 for targets of 0 to 3.
    #expect(evaluation.trials.first?.testScores == [[2.5, 4.5]])
  }
}

/// Predicts what it was handed, or a negative number of rows if that was nothing.
struct Peeker: HeldOutFitting {
  static let typeName = "test-peeker"
  static let summary = "what it was handed"
  static let parameters: [Parameter<Peeker>] = []

  var asksForHeldOutRows = true

  func fitted(to data: Dataset, in context: FittingContext) throws -> Mean.Model {
    Mean.Model(value: -Double(data.rowCount), featureCount: data.features.columnCount)
  }

  /// Thousands of the sum of the features, and the sum of the targets, behind millions of the rows that are learned from.
  func fitted(
    to data: Dataset, stoppingOn heldOut: Dataset, in context: FittingContext
  ) throws -> Mean.Model {
    let features = heldOut.features.columns([0]).matrix().elements.reduce(0, +)
    let targets = heldOut.target.copied().elements.reduce(0, +)
    return Mean.Model(
      value: targets + 1000 * features + 1e6 * Double(data.rowCount), featureCount: data.features.columnCount)
  }
}

/// Boosters that stop on the rows of their fold.
@Suite(.enabled(if: BoostingLibrary.all.allSatisfy(\.isAvailable)))
struct BoosterStoppingTests {
  private func check<E: HeldOutFitting & Hashable>(_ asking: E, _ deaf: E) async throws {
    let data = try sampleData(rows: 240)
    let stack = SuperLearner(folds: 3, precision: .double) {
      Layer {
        asking.named("asking")
        deaf.named("deaf")
      }
    } meta: {
      RidgeRegression()
    }
    let (_, outputs) = try await stack.fittedWithOutputs(to: data)
    for fold in 0..<3 {
      let held = RangeSet(fold * 80..<(fold + 1) * 80)
      let (training, test) = (data.rows(held.inverted(of: 240)), data.rows(held))
      // There is nothing random in these fits, so that seeds do not matter.
      let expected = try asking.fitted(to: training, stoppingOn: test, in: FittingContext())
        .predictions(from: test.features).elements
      #expect(Array(outputs[0].matrix.column(0)[fold * 80..<(fold + 1) * 80]) == expected)
      #expect(Array(outputs[0].matrix.column(1)[fold * 80..<(fold + 1) * 80]) != expected)
    }
  }

  @Test func lightGBMStopsOnItsFold() async throws {
    var settings = LightGBMSettings(rounds: 200, minimumRows: 4, patience: 5)
    let deaf = LightGBMRegression(settings)
    settings.stopsOnFold = true
    try await check(LightGBMRegression(settings), deaf)
    settings.patience = 0
    #expect(!LightGBMRegression(settings).asksForHeldOutRows)
  }

  @Test func xgBoostStopsOnItsFold() async throws {
    var settings = XGBoostSettings(rounds: 200, patience: 5)
    let deaf = XGBoostRegression(settings)
    settings.stopsOnFold = true
    try await check(XGBoostRegression(settings), deaf)
    settings.patience = 0
    #expect(!XGBoostRegression(settings).asksForHeldOutRows)
  }

  @Test(arguments: ["lightgbm-classifier", "xgboost-classifier"])
  func recipesAskForIt(type: String) throws {
    var recipe = try Registry.standard.estimator(named: type).init()
    try recipe.set("stopsOnFold", to: .flag(true))
    try recipe.set("patience", to: .integer(3))
    #expect((recipe as? any HeldOutFitting)?.asksForHeldOutRows == true)
  }
}
