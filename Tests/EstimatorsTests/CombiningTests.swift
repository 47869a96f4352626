import Estimators
import Foundation
import Testing

@Suite struct CombiningTests {
  private func noise(_ rowCount: Int, _ columnCount: Int, seed: UInt64) -> Matrix<Double> {
    var generator = SeededGenerator(seed: seed)
    return Matrix(
      rowCount: rowCount, columnCount: columnCount,
      elements: (0..<rowCount * columnCount).map { _ in generator.fraction() - 0.5 })
  }

  /// Learners of one output: the truth plus errors, some of them alike.
  private func inputs(_ rowCount: Int, _ learnerCount: Int, seed: UInt64) -> (Matrix<Double>, [Double]) {
    let truth = noise(rowCount, 1, seed: seed).elements
    let errors = noise(rowCount, learnerCount, seed: seed + 1)
    let rows = (0..<rowCount).map { row in
      (0..<learnerCount).map { truth[row] + errors[row, $0] * (1 + Double($0)) / 2 + errors[row, 0] / 4 }
    }
    return (Matrix(rows: rows), truth)
  }

  // The conditions of Karush, Kuhn and Tucker: no weight below 0; no slope for a weight in use, and none downwards
  // for one that is 0.
  @Test(arguments: 0..<40)
  func nonNegativeWeightsAreTheBest(seed: Int) throws {
    let (features, truth) = inputs(3 + seed * 5, 1 + seed % 13, seed: UInt64(seed))
    let model = try NonNegativeLeastSquares().fitted(to: Dataset(features: features, target: truth))
    let weights = model.inputWeights.elements
    let errors = zip(try model.predictions(from: features).elements, truth).map { $0 - $1 }
    for (learner, weight) in weights.enumerated() {
      #expect(weight >= 0)
      let slope = zip(errors, features.column(learner)).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(slope > -1e-8)
      if weight > 0 { #expect(abs(slope) < 1e-8) }
    }
  }

  @Test(arguments: 0..<40)
  func convexWeightsAreTheBest(seed: Int) throws {
    let (features, truth) = inputs(3 + seed * 5, 1 + seed % 13, seed: UInt64(seed))
    let model = try ConvexCombination().fitted(to: Dataset(features: features, target: truth))
    let weights = model.inputWeights.elements
    #expect(abs(weights.reduce(0, +) - 1) < 1e-14)
    let errors = zip(try model.predictions(from: features).elements, truth).map { $0 - $1 }
    let slopes = weights.indices.map { zip(errors, features.column($0)).reduce(0) { $0 + $1.0 * $1.1 } }
    let common = zip(slopes, weights).reduce(0) { $0 + $1.0 * $1.1 }
    for (slope, weight) in zip(slopes, weights) {
      #expect(weight >= 0)
      #expect(slope > common - 1e-8)
      if weight > 1e-9 { #expect(abs(slope - common) < 1e-8) }
    }
  }

  @Test func weightsCanBeMadeToSumToOne() throws {
    let data = try Dataset(features: Matrix<Double>(rows: [[1, 0], [0, 1]]), target: [1, 3])
    let model = try NonNegativeLeastSquares(normalized: true).fitted(to: data)
    #expect(model.inputWeights.elements == [0.25, 0.75])
    #expect(model.intercepts == [0])
    let against = try Dataset(features: Matrix<Double>(rows: [[1, 0], [0, 1]]), target: [-1, -3])
    #expect(try NonNegativeLeastSquares().fitted(to: against).inputWeights.elements == [0, 0])
    #expect(throws: ModelingError.self) {
      try NonNegativeLeastSquares(normalized: true).fitted(to: against)
    }
  }

  @Test func learnersThatAreAlikeShareTheirWeight() throws {
    let (one, truth) = inputs(50, 1, seed: 3)
    let twins = Matrix(rows: (0..<50).map { [one[$0, 0], one[$0, 0]] })
    let model = try ConvexCombination().fitted(to: Dataset(features: twins, target: truth))
    #expect(abs(model.inputWeights.elements.reduce(0, +) - 1) < 1e-14)
    let sum = try NonNegativeLeastSquares().fitted(to: Dataset(features: twins, target: truth))
    let alone = try NonNegativeLeastSquares().fitted(to: Dataset(features: one, target: truth))
    #expect(abs(sum.inputWeights.elements.reduce(0, +) - alone.inputWeights.elements[0]) < 1e-12)
  }

  @Test(arguments: ["convex", "greedy"])
  func aLearnerWithoutErrorGetsAllWeight(name: String) throws {
    let truth = noise(40, 1, seed: 8).elements
    let other = noise(40, 2, seed: 9)
    let features = Matrix(rows: (0..<40).map { [other[$0, 0], truth[$0], other[$0, 1]] })
    let estimator = try Registry.standard.estimator(named: name).init()
    let weights = try fit(estimator, Dataset(features: features, target: truth)).inputWeights.elements
    #expect(abs(weights[1] - 1) < 1e-9)
    let perfect = try Dataset(features: Matrix(rows: truth.map { [$0, $0] }), target: truth)
    #expect(try fit(estimator, perfect).inputWeights.elements.reduce(0, +) == 1)
  }

  @Test(arguments: ["nnls", "convex", "greedy"])
  func eachOutputIsCombinedFromItsOwnColumns(name: String) throws {
    // Two learners of two outputs.
    let (first, firstTruth) = inputs(60, 2, seed: 1)
    let (second, secondTruth) = inputs(60, 2, seed: 5)
    let features = Matrix(rows: (0..<60).map { [first[$0, 0], second[$0, 0], first[$0, 1], second[$0, 1]] })
    let targets = Matrix(rows: (0..<60).map { [firstTruth[$0], secondTruth[$0]] })
    let estimator = try Registry.standard.estimator(named: name).init()
    let both = try fit(estimator, Dataset(features: features, targets: targets))
    #expect(both.outputCount == 2)
    for (row, column) in [(0, 1), (1, 0), (2, 1), (3, 0)] { #expect(both.inputWeights[row, column] == 0) }
    guard name != "greedy" else {
      #expect(both.inputWeights[0, 0] == both.inputWeights[1, 1])
      return
    }
    let alone = try fit(estimator, Dataset(features: first, target: firstTruth)).inputWeights.elements
    #expect([both.inputWeights[0, 0], both.inputWeights[2, 0]] == alone)
    let odd = try Dataset(features: features.view(columns: [0, 1, 2]), targets: targets)
    let error = #expect(throws: ModelingError.self) { try fit(estimator, odd) }
    #expect(error?.message.contains("“\(name)”") == true)
  }

  @Test func theBestChoicesAreFoundByHand() throws {
    // Errors +1 and −1 cancel; the third is worse than either and never helps.
    let features = Matrix<Double>(rows: [[1, -1, 5], [2, 0, 9], [3, 1, 7]])
    let data = try Dataset(features: features, target: [0, 1, 2])
    let model = try GreedySelection(scorer: "mae", rounds: 9).fitted(to: data)
    #expect(model.inputWeights.elements == [0.5, 0.5, 0])
    let alone = try GreedySelection(scorer: "mae", rounds: 1).fitted(to: data)
    #expect(alone.inputWeights.elements == [1, 0, 0])
    let all = try GreedySelection(scorer: "mae", rounds: 1, initial: 7).fitted(to: data)
    #expect(Set(all.inputWeights.elements) == [1.0 / 3])
  }

  @Test func bagsDependOnTheSeedAlone() throws {
    let (features, truth) = inputs(80, 7, seed: 2)
    let data = try Dataset(features: features, target: truth)
    let recipe = GreedySelection(scorer: "rmse", rounds: 10, bags: 5)
    let (one, same) = (FittingContext(seed: 4), FittingContext(seed: 4))
    #expect(try recipe.fitted(to: data, in: one) == recipe.fitted(to: data, in: same))
    let weights = try recipe.fitted(to: data, in: one).inputWeights.elements
    #expect(abs(weights.reduce(0, +) - 1) < 1e-12)
    #expect(try recipe.fitted(to: data, in: FittingContext(seed: 5)) != recipe.fitted(to: data, in: one))
  }

  @Test func scorersOfAnotherKindAreRefused() throws {
    let data = try Dataset(features: Matrix<Double>(rows: [[1], [2]]), target: [1, 2])
    let error = #expect(throws: ModelingError.self) { try GreedySelection(scorer: "auc").fitted(to: data) }
    #expect(error?.message.contains("“scorer”") == true)
    #expect(throws: ModelingError.self) { try GreedyClassifier(scorer: "rmse").validate() }
  }

  // MARK: - Probabilities

  /// Probabilities of two classifiers for three classes; the first knows the class, the second guesses.
  private func classifiers() throws -> Dataset {
    var generator = SeededGenerator(seed: 6)
    let labels = (0..<90).map { $0 % 3 }
    let rows = labels.map { label in
      let guess = (0..<3).map { _ in generator.fraction() + 0.1 }
      let sum = guess.reduce(0, +)
      return (0..<3).map { $0 == label ? 0.8 : 0.1 } + guess.map { $0 / sum }
    }
    return try Dataset(features: Matrix(rows: rows), labels: labels)
  }

  @Test(arguments: ["convex-classifier", "greedy-classifier"])
  func theClassifierThatKnowsGetsTheWeight(name: String) throws {
    let data = try classifiers()
    let estimator = try Registry.standard.estimator(named: name).init()
    func open(_ estimator: some Estimator) throws -> any FittedModel { try estimator.fitted(to: data) }
    let model = try #require(try open(estimator) as? CombinedProbabilities)
    #expect(model.weights[0] > 0.9)
    #expect(abs(model.weights.reduce(0, +) - 1) < 1e-12)
    #expect(model.inputWeights.rowCount == 6 && model.inputWeights.columnCount == 1)
    let probabilities = try model.probabilities(from: data.features)
    for row in 0..<90 { #expect(abs(probabilities.row(row).reduce(0, +) - 1) < 1e-12) }
    #expect(try Scorer.accuracy.score(of: model.predictions(from: data.features), against: data) == 1)
  }

  @Test func convexProbabilitiesHaveTheSmallestBrierScore() throws {
    let data = try classifiers()
    let best = try ConvexClassifier().fitted(to: data)
    let score = try Scorer.brierScore.score(of: best.probabilities(from: data.features), against: data)
    for step in 0...20 {
      let share = Double(step) / 20
      let mixed = Matrix(
        rows: (0..<90).map { row in
          (0..<3).map { share * data.features[row, $0] + (1 - share) * data.features[row, $0 + 3] }
        })
      #expect(try Scorer.brierScore.score(of: mixed, against: data) >= score - 1e-12)
    }
  }

  @Test(arguments: ["accuracy", "f1", "auc", "brier", "log-loss"])
  func classifiersAreChosenByAnyScorerOfClasses(scorer: String) throws {
    let model = try GreedyClassifier(scorer: scorer, rounds: 5).fitted(to: classifiers())
    #expect(model.weights[0] > 0.5)
  }

  /// Those of two learners are too few for three classes, and as many as the probabilities of one for two.
  @Test(arguments: [[0, 1, 2], [0, 1, 1]]) func labelsInsteadOfProbabilitiesAreRefused(labels: [Int]) throws {
    let rows = labels.map { [Double($0), 1] }
    let data = try Dataset(features: Matrix(rows: rows), labels: labels)
    for recipe in [ConvexClassifier(), GreedyClassifier()] as [any Estimator] {
      let error = #expect(throws: ModelingError.self) { _ = try recipe.fitted(to: data) as any FittedModel }
      #expect(error?.message.contains("let the learners below give probabilities") == true)
    }
  }

  @Test func probabilitiesAreStoredAndDamagedOnesRefused() throws {
    let model = try ConvexClassifier().fitted(to: classifiers())
    let stored = try JSONEncoder().encode(model)
    #expect(try JSONDecoder().decode(CombinedProbabilities.self, from: stored) == model)
    for json in [
      #"{"weights":[],"classCount":2}"#, #"{"weights":[-1],"classCount":2}"#,
      #"{"weights":[1],"classCount":0}"#,
    ] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(CombinedProbabilities.self, from: Data(json.utf8))
      }
    }
  }
}
