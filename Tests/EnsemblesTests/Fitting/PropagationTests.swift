import Estimators
import Testing

@testable import Ensembles

/// Columns of a layer's input that are columns of its output too.
@Suite struct PropagationTests {
  private func stack(_ layers: Layer..., options: EnsembleOptions = EnsembleOptions()) -> SuperLearner {
    SuperLearner(
      indexer: FoldIndexer(folds: 2), layers: layers, meta: nil, precision: .double, options: options)
  }

  @Test func whatTheLastLayerPropagatesIsNoPrediction() async throws {
    let data = try countingData(rows: 4)
    let model = try await stack(Layer(propagating: [0]) { Mean() }).fitted(to: data)
    #expect(model.outputNames == ["column 0", "test-mean"])
    #expect(try await model.predictions(from: data.features) == [1.5, 1.5, 1.5, 1.5])
    #expect(try await model.predictionMatrix(from: data.features).row(3) == [3, 1.5])
  }

  @Test func itIsNoClassAndNoProbability() async throws {
    let data = try Dataset(
      features: Matrix(column: [0, 1, 2, 0, 1, 2.5]), labels: ["a", "a", "b", "a", "a", "b"])
    let model = try await stack(Layer(propagating: [0]) { Frequencies() }).fitted(to: data)
    #expect(try await model.labels(from: data.features) == Array(repeating: "a", count: 6))
    let probabilities = try await model.probabilities(from: data.features)
    #expect(probabilities.rowCount == 6 && probabilities.row(5) == [4.0 / 6, 2.0 / 6])
  }

  @Test(arguments: [1e39, -1e39]) func numbersThatAFloatCannotHoldAreNamed(number: Double) async throws {
    func error(_ attempt: () async throws -> Void) async -> ModelingError? {
      await #expect(throws: ModelingError.self) { try await attempt() }
    }
    let stack = SuperLearner(folds: 2) {
      Layer(propagating: [1, 0]) { Mean() }
    } meta: {
      Mean()
    }
    func data(_ number: Double) throws -> Dataset {
      try Dataset(features: Matrix(rows: [[1, 2], [3, 4], [number, 6], [7, 8]]), target: [1, 2, 3, 4])
    }
    let large = try data(number)
    let model = try await stack.fitted(to: data(5))
    let errors = [
      await error { _ = try await stack.fitted(to: large) },
      await error { _ = try await model.predictions(from: large.features) },
    ]
    for error in errors {
      #expect(error?.code == .notFinite)
      #expect(error?.message.contains("column 0, which holds \(number)") == true)
    }
  }

  @Test(arguments: [([1], ["column 0", "test-mean"]), ([0, 2], ["column 1", "test-mean"])])
  func columnsBehindADroppedLearnerAreThoseThatWereMeant(columns: [Int], names: [String]) async throws {
    let first = Layer {
      Picky(number: 0).named("a")
      Echo().named("b")
      Mean(offset: 100).named("c")
    }
    let second = Layer(propagating: columns) { Mean() }
    let stack = stack(first, second, options: EnsembleOptions(onLearnerFailure: .drop))
    let (model, outputs) = try await stack.fittedWithOutputs(to: countingData(rows: 4))
    #expect(outputs.map(\.columnNames) == [["b", "c"], names])
    #expect(
      (0..<4).map { outputs[1].matrix[$0, 0] }
        == (columns == [1] ? [0, 1, 2, 3] : [102.5, 102.5, 100.5, 100.5]))
    let unseen = try await model.layerOutputs(from: Matrix<Double>(rows: [[9]]))
    #expect(unseen[1].matrix.elements == [columns == [1] ? 9 : 101.5, 1.5])
  }

  @Test func wordsStayWordsInAProcessingSession() async throws {
    let words = ["u", "v", "w"]
    let plain = try sampleData(rows: 30, columns: 2)
    let features = Matrix(rows: (0..<30).map { [plain.features[$0, 0], Double($0 * 7 % 3)] })
    let data = try plain.replacing(features: Features(features)).categorized(by: [1: words])
    let layers = [
      Layer(named: "first", propagating: [1]) { DecisionTreeRegression() },
      Layer(named: "second") { Preprocessing(OneHotEncoder()) { RidgeRegression() } },
    ]
    let stack = SuperLearner(indexer: FoldIndexer(folds: 3), layers: layers, meta: nil)
    let expected = try await stack.fittedWithOutputs(to: data).outputs[1].matrix
    try await withProcessing(indexer: FoldIndexer(folds: 3)) { session in
      let fitted = try await session.stack(layers, fittedTo: data, returning: .all)
      #expect(fitted.outputs[1].matrix(as: Double.self) == expected)
    }
  }
}
