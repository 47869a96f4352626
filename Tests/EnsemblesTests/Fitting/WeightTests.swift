import Testing

@testable import Ensembles

@Suite struct WeightTests {
  private func stack(_ learner: any Estimator = Frequencies()) -> SuperLearner {
    SuperLearner(
      indexer: FoldIndexer(folds: 2, assignment: .consecutive),
      layers: [Layer(output: .probabilities) { learner }],
      meta: Layer(named: "meta", learners: [Learner(Frequencies())]), precision: .double)
  }

  private func data(weights: [Double]) throws -> Dataset {
    try Dataset(features: Matrix(column: [0, 1, 2, 3]), labels: ["a", "b", "a", "b"]).weighted(by: weights)
  }

  @Test func weightsReachFitsAndScores() async throws {
    let (_, outputs) = try await stack().fittedWithOutputs(to: data(weights: [3, 1, 1, 7]))
    #expect(outputs[0].matrix.row(0) == [1.0 / 8, 7.0 / 8])
    #expect(outputs[0].matrix.row(3) == [3.0 / 4, 1.0 / 4])
    let report = try await stack().fitted(to: data(weights: [3, 1, 1, 7])).report
    // Rows 0-1 are called b, of which a quarter of the weight is; rows 2-3 are called a, of which an eighth is.
    #expect(report.learners[0].scores == [1.0 / 4, 1.0 / 8])
  }

  @Test func learnersThatDoNotKnowWeightsAreNamed() async throws {
    let error = await #expect(throws: ModelingError.self) {
      try await stack(NearestMean()).fitted(to: data(weights: [1, 2, 3, 4]))
    }
    #expect(error?.message.contains("“test-nearest-mean” of layer-1") == true)
    #expect(error?.message.contains("weights") == true)
  }

  @Test func aFoldWithoutWeightIsNamed() async throws {
    let error = await #expect(throws: ModelingError.self) {
      try await stack().fitted(to: data(weights: [0, 0, 1, 1]))
    }
    #expect(error?.message.contains("fold 1 of layer-1 would predict rows whose weights are all 0") == true)
    let other = await #expect(throws: ModelingError.self) {
      try await stack().fitted(to: data(weights: [1, 1, 0, 0]))
    }
    #expect(
      other?.message.contains("fold 1 of layer-1 would learn from rows whose weights are all 0") == true)
  }

  /// A row of weight 0 is as good as none: a class that has no other does not occur.
  @Test func aClassWithoutWeightIsAbsent() async throws {
    let labels = (0..<100).map { $0 == 37 ? "c" : $0 % 2 == 0 ? "a" : "b" }
    let data = try Dataset(features: Matrix(column: (0..<100).map(Double.init)), labels: labels)
      .weighted(by: (0..<100).map { $0 == 37 ? 0 : 1 })
    let ensemble = SuperLearner(folds: 3, precision: .double) {
      Layer(output: .probabilities) { Frequencies() }
    } meta: {
      Frequencies()
    }
    let model = try await ensemble.fitted(to: data)
    #expect(
      try await model.probabilities(from: Matrix(column: [1.0])).elements == [50.0 / 99, 49.0 / 99, 0])
  }

  @Test func aFoldIsNotTaughtAClassByRowsWithoutWeight() async throws {
    let error = await #expect(throws: ModelingError.self) {
      try await stack().fitted(to: data(weights: [1, 1, 1, 0]))
    }
    #expect(error?.message.contains("fold 1 of layer-1 has no row of the class “b”") == true)
  }
}
