import Estimators
import Testing

@testable import Ensembles

/// What a layer may settle for itself, and what an ensemble may do beside the usual.
@Suite struct LayerSettingsTests {
  private func stack(
    _ layers: Layer..., options: EnsembleOptions = EnsembleOptions(), folds: Int = 2
  ) -> SuperLearner {
    SuperLearner(
      indexer: FoldIndexer(folds: folds), layers: layers,
      meta: Layer(named: "meta", learners: [Learner(Echo())]), precision: .double, options: options)
  }

  @Test func aLayerHasPrecisionAndScorerOfItsOwn() async throws {
    let data = try Dataset(features: Matrix(column: [0.1, 0.1, 0.1, 0.1]), target: [1, 2, 3, 4])
    let first = Layer(precision: .float, scorer: .meanAbsoluteError) { Echo() }
    let (model, outputs) = try await stack(first).fittedWithOutputs(to: data)
    #expect(outputs[0].matrix[0, 0] == Double(Float(0.1)))
    #expect(try await model.predictions(from: data.features)[0] == Double(Float(0.1)))
    let report = try await stack(first).fitted(to: data).report
    #expect(report.learners.map(\.scorer) == ["mae", "rmse"])
    #expect(report.description.contains("mae") && report.description.contains("rmse"))
  }

  @Test func aSeedOfItsOwnMakesALayerIndependentOfTheEnsemble() async throws {
    func output(_ seed: UInt64, _ own: UInt64?) async throws -> [Double] {
      var stack = stack(Layer(seed: own) { SeedTeller() })
      stack.seed = seed
      return try await stack.fittedWithOutputs(to: countingData(rows: 4)).outputs[0].matrix.elements
    }
    #expect(try await output(1, 9) == output(2, 9))
    #expect(try await output(1, nil) != output(2, nil))
  }

  @Test func shuffledFoldsLeaveRowsWhereTheyWere() async throws {
    let data = try countingData(rows: 40)
    let shuffled = stack(
      Layer {
        Echo(); Mean()
      }, options: EnsembleOptions(shuffled: true))
    let output = try await shuffled.fittedWithOutputs(to: data).outputs[0].matrix
    #expect(output.column(0) == (0..<40).map(Double.init))
    // Two means, of the two halves, which are not the consecutive ones.
    let means = Set(output.column(1))
    #expect(means.count == 2 && means != [9.5, 29.5])
    #expect(means.reduce(0, +) == 39)
    let again = try await shuffled.fittedWithOutputs(to: data).outputs[0].matrix
    #expect(again == output)
    let plain = stack(Layer(shuffled: false) { Mean() }, options: EnsembleOptions(shuffled: true))
    #expect(Set(try await plain.fittedWithOutputs(to: data).outputs[0].matrix.elements) == [9.5, 29.5])
  }

  @Test func shuffledFoldsOfClassesStayStratified() async throws {
    let data = try Dataset(
      features: Matrix(column: (0..<40).map(Double.init)), labels: (0..<40).map { $0 < 4 ? "rare" : "common" }
    )
    let stack = SuperLearner(folds: 4, precision: .double, options: EnsembleOptions(shuffled: true)) {
      Layer(output: .probabilities) { Frequencies() }
    } meta: {
      Frequencies()
    }
    let output = try await stack.fittedWithOutputs(to: data).outputs[0].matrix
    #expect((0..<40).allSatisfy { output.row($0) == [0.9, 0.1] })
  }

  @Test func repetitionsAreAveraged() async throws {
    let halves = [
      Fold(repetition: 0, train: RangeSet(0..<2), test: RangeSet(2..<4)),
      Fold(repetition: 0, train: RangeSet(2..<4), test: RangeSet(0..<2)),
      Fold(repetition: 1, train: RangeSet([0..<1, 2..<3]), test: RangeSet([1..<2, 3..<4])),
      Fold(repetition: 1, train: RangeSet([1..<2, 3..<4]), test: RangeSet([0..<1, 2..<3])),
    ]
    let layer = Layer(propagating: [0], indexer: CustomIndexer(halves)) { Mean() }
    let output = try await stack(layer).fittedWithOutputs(to: countingData(rows: 4)).outputs[0].matrix
    #expect(output.column(0) == [0, 1, 2, 3])
    #expect(output.column(1) == [2.25, 1.75, 1.25, 0.75])
  }

  @Test func foldModelsPredictByTheirMeanWhereTheyAreBagged() async throws {
    let layer = Layer {
      Mean()
      Preprocessing(LargestSeen()) { Echo() }
    }
    let bagged = stack(layer, options: EnsembleOptions(prediction: .bagged))
    let data = try countingData(rows: 4)
    let model = try await bagged.fitted(to: data)
    let outputs = try await model.layerOutputs(from: Matrix<Double>(rows: [[7]]))
    // Means 2.5 and 0.5, largest numbers 3 and 1.
    #expect(outputs[0].matrix.elements == [2, 1.5] || outputs[0].matrix.elements == [1.5, 2])
    #expect(outputs[0].columnNames == ["test-largest-seen.test-echo", "test-mean"])
    #expect(try model.foldModels(of: "test-mean", in: "layer-1").count == 2)
    #expect(model.layers[0].groups[0].learners.allSatisfy { $0.models.isEmpty })
    #expect(model.layers[1].groups[0].learners.allSatisfy { $0.models.count == 1 })
    let kept = try await stack(layer, options: EnsembleOptions(keepingFoldModels: true)).fitted(to: data)
    #expect(try kept.foldModels(of: "test-mean", in: "layer-1").count == 2)
    #expect(try await kept.layerOutputs(from: Matrix<Double>(rows: [[7]]))[0].matrix.elements == [3, 1.5])
    let plain = try await stack(layer).fitted(to: data)
    #expect(try plain.foldModels(of: "test-mean", in: "layer-1").isEmpty)
    #expect(throws: ModelingError.self) { try plain.foldModels(of: "test-mena", in: "layer-1") }
  }

  @Test func severalOutputsHaveSeveralColumns() async throws {
    let features = try sampleData(rows: 60).features
    let targets = Matrix(rows: (0..<60).map { [features[$0, 0], 2 * features[$0, 1]] })
    let data = try Dataset(features: features, targets: targets)
    let stack = SuperLearner(folds: 3, precision: .double) {
      Layer {
        OrdinaryLeastSquares()
        RidgeRegression(penalty: 1e-9)
      }
    } meta: {
      RidgeRegression(penalty: 1e-9)
    }
    let (model, outputs) = try await stack.fittedWithOutputs(to: data)
    #expect(outputs[0].columnNames == ["ols[0]", "ols[1]", "ridge[0]", "ridge[1]"])
    #expect(model.outputNames == ["ridge[0]", "ridge[1]"])
    let predicted = try await model.predictionMatrix(from: features)
    #expect((0..<60).allSatisfy { abs(predicted[$0, 1] - targets[$0, 1]) < 1e-5 })
    await #expect(throws: ModelingError.self) { try await model.predictions(from: features) }
  }
}
