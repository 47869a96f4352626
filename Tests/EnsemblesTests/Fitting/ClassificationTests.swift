import Testing

@testable import Ensembles

@Suite struct ClassificationTests {
  /// Classes a, b, a, b, b, b: in folds of three rows the shares of the others can be counted.
  private func smallData() throws -> Dataset {
    try Dataset(
      features: Matrix(column: (0..<6).map(Double.init)), labels: ["a", "b", "a", "b", "b", "b"])
  }

  private func stack(
    _ output: LearnerOutput? = nil, scorer: Scorer? = nil, indexer: FoldIndexer = FoldIndexer(folds: 2)
  ) -> SuperLearner {
    SuperLearner(
      indexer: indexer,
      layers: [Layer(output: output) { Frequencies().named("f") }],
      meta: Layer(named: "meta", learners: [Learner(Frequencies())]), scorer: scorer, precision: .double)
  }

  @Test func aModelKnowsLabelsNumbersAndProbabilities() async throws {
    let model = try await stack().fitted(to: smallData())
    let rows = Matrix<Double>(rows: [[0], [9]])
    #expect(model.classLabels == ["a", "b"])
    #expect(try await model.predictions(from: rows) == [1, 1])
    #expect(try await model.labels(from: rows) == ["b", "b"])
    #expect(try await model.probabilities(from: rows).elements == [2.0 / 6, 4.0 / 6, 2.0 / 6, 4.0 / 6])
    #expect(model.report.scorer == "accuracy")
  }

  @Test func probabilitiesAreOneColumnForEachClass() async throws {
    let (model, outputs) = try await stack(.probabilities).fittedWithOutputs(to: smallData())
    #expect(outputs[0].columnNames == ["f[a]", "f[b]"])
    // Stratified folds: each has one a and two b, and so has the rest.
    #expect((0..<6).allSatisfy { outputs[0].matrix.row($0) == [1.0 / 3, 2.0 / 3] })
    let layers = try await model.layerOutputs(from: Matrix<Double>(rows: [[0]]))
    #expect(layers[0].matrix.elements == [2.0 / 6, 4.0 / 6])
    #expect(layers[0].columnNames == outputs[0].columnNames)
  }

  @Test func probabilitiesThatAreScoredNeedNotBeHandedOn() async throws {
    let (model, outputs) = try await stack(scorer: .logLoss).fittedWithOutputs(to: smallData())
    #expect(outputs[0].columnNames == ["f"])
    #expect(outputs[0].matrix.elements == [1, 1, 1, 1, 1, 1])
    let score = try #require(model.report.learners[0].mean)
    #expect(abs(score - 0.6365141682948128) < 1e-12)  // -(ln 1/3 + 2 ln 2/3) / 3
  }

  @Test func repetitionsAreAveragedBeforeTheClassIsChosen() async throws {
    // Repetition 0 says 1/2, 1/2 of each row but the first two; repetition 1 says 0, 1 or 1, 0.
    func fold(_ repetition: Int, _ train: Range<Int>..., test: Range<Int>) -> Fold {
      Fold(repetition: repetition, train: RangeSet(train), test: RangeSet(test))
    }
    let data = try Dataset(
      features: Matrix(column: (0..<8).map(Double.init)), labels: ["a", "b", "a", "b", "b", "b", "b", "a"])
    let folds = [
      fold(0, 4..<8, test: 0..<4), fold(0, 0..<4, test: 4..<8),
      fold(1, 2..<6, test: 0..<2), fold(1, 2..<6, test: 6..<8), fold(1, 0..<2, 6..<8, test: 2..<6),
    ]
    let stack = StackedEnsemble(
      indexer: CustomIndexer(folds), layers: [Layer { Frequencies() }],
      meta: Layer(named: "meta", learners: [Learner(Frequencies())]), precision: .double)
    let output = try await stack.fittedWithOutputs(to: data).outputs[0]
    // Rows 0-1: b in both. Rows 2-3: 3/4 b and 1/2 b. Rows 4-5: 1/2 and 1/2, so the first class. Rows 6-7: b.
    #expect(output.matrix.elements == [1, 1, 1, 1, 0, 0, 1, 1])
    var probabilities = stack
    probabilities.layers[0].output = .probabilities
    let shares = try await probabilities.fittedWithOutputs(to: data).outputs[0].matrix
    #expect(shares.row(2) == [(0.25 + 0.5) / 2, (0.75 + 0.5) / 2])
  }

  @Test func learnersOfAnotherKindAreNamedBeforeTheFirstFit() async throws {
    var wrong = stack()
    wrong.meta = Layer(named: "meta", learners: [Mean().named("plain")])
    let error = await #expect(throws: ModelingError.self) { try await wrong.fitted(to: smallData()) }
    #expect(error?.message.hasPrefix("“plain” of meta does not suit") == true)
    let numbers = await #expect(throws: ModelingError.self) {
      try await stack().fitted(to: countingData(rows: 6))
    }
    #expect(numbers?.message.contains("“f” of layer-1") == true)
    let scorer = await #expect(throws: ModelingError.self) {
      try await stack(scorer: .rootMeanSquaredError).fitted(to: smallData())
    }
    #expect(scorer?.message.contains("layer-1 cannot be scored") == true)
  }

  @Test func aClassThatNoTrainingRowHasIsNamedWithTheFold() async throws {
    let data = try Dataset(
      features: Matrix(column: (0..<6).map(Double.init)), labels: ["a", "a", "a", "b", "b", "b"])
    let consecutive = stack(indexer: FoldIndexer(folds: 2, assignment: .consecutive))
    let error = await #expect(throws: ModelingError.self) { try await consecutive.fitted(to: data) }
    #expect(error?.message.contains("fold 1 of layer-1 has no row of the class “a”") == true)
    #expect(error?.message.contains("stratified") == true)
    _ = try await stack().fitted(to: data)
    // A class that no row at all has is nobody's fault.
    let spare = try Dataset(
      features: Matrix(column: [0, 1, 2, 3]), labels: ["a", "b", "a", "b"], classes: ["a", "b", "c"])
    let model = try await stack().fitted(to: spare)
    #expect(try await model.probabilities(from: Matrix<Double>(rows: [[0]])).elements == [0.5, 0.5, 0])
  }

  @Test func aModelOfNumbersHasNoLabels() async throws {
    let numbers = SuperLearner(folds: 2) {
      Layer { Mean() }
    } meta: {
      Mean()
    }
    let model = try await numbers.fitted(to: countingData(rows: 4))
    let row = Matrix<Double>(rows: [[0]])
    await #expect(throws: ModelingError.self) { try await model.labels(from: row) }
    await #expect(throws: ModelingError.self) { try await model.probabilities(from: row) }
    #expect(model.classLabels == nil)
  }

  @Test func probabilitiesNeedOneLearnerAtTheEnd() async throws {
    var two = stack(.probabilities)
    two.meta = nil
    two.layers[0].groups[0].learners.append(NearestMean().named("g"))
    let model = try await two.fitted(to: smallData())
    #expect(model.outputNames == ["f[a]", "f[b]", "g[a]", "g[b]"])
    let error = await #expect(throws: ModelingError.self) {
      try await model.probabilities(from: Matrix<Double>(rows: [[0]]))
    }
    #expect(error?.message.contains("2 learners") == true)
  }
}
