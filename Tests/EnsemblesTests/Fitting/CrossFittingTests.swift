import Estimators
import Testing

@testable import Ensembles

/// What is fitted to which rows, on learners whose predictions can be worked out by hand.
@Suite struct CrossFittingTests {
  @Test func everyRowIsPredictedByAFitThatHasNotSeenIt() async throws {
    let stack = SuperLearner(folds: 3, precision: .double) {
      Layer { Mean() }
    } meta: {
      Echo()
    }
    let (model, outputs) = try await stack.fittedWithOutputs(to: countingData(rows: 6))
    // Folds 0-1, 2-3 and 4-5: the means of the other four rows.
    #expect(outputs[0].matrix.elements == [3.5, 3.5, 2.5, 2.5, 1.5, 1.5])
    #expect(outputs[1].matrix.elements == outputs[0].matrix.elements)
    // New rows are predicted by the fit to all rows, however few or many they are.
    for count in [0, 1, 2, 10] {
      let unseen = Matrix<Double>(rowCount: count, columnCount: 1, repeating: 9)
      #expect(try await model.predictions(from: unseen) == [Double](repeating: 2.5, count: count))
    }
  }

  @Test func aBlendPassesOnThePredictedRowsAlone() async throws {
    let blend = BlendEnsemble(testSize: 0.5, precision: .double) {
      Layer { Mean() }
      Layer { Mean() }
    } meta: {
      Mean()
    }
    let (model, outputs) = try await blend.fittedWithOutputs(to: countingData(rows: 8))
    // Rows 0-3 predict 4-7; of these, 4-5 predict 6-7.
    #expect(outputs[0].matrix.elements == [1.5, 1.5, 1.5, 1.5])
    #expect(outputs[0].rows == RangeSet(4..<8))
    #expect(outputs[1].matrix.elements == [4.5, 4.5])
    #expect(outputs[1].rows == RangeSet(2..<4))
    // The meta learner knows the targets of rows 6 and 7 only.
    #expect(try await model.predictions(from: Matrix<Double>(rows: [[0]])) == [6.5])
  }

  @Test func aPipelineSeesTheTrainingRowsOfItsFoldAlone() async throws {
    let stack = SuperLearner(folds: 2, precision: .double) {
      Layer { Preprocessing(LargestSeen()) { Echo() } }
    } meta: {
      Echo()
    }
    let (model, outputs) = try await stack.fittedWithOutputs(to: countingData(rows: 4))
    #expect(outputs[0].matrix.elements == [3, 3, 1, 1])
    #expect(try await model.predictions(from: Matrix<Double>(rows: [[50]])) == [3])
  }

  @Test func propagatedColumnsComeFirst() async throws {
    let features = Matrix<Double>(rows: (0..<4).map { [Double($0), 10 + Double($0), 20 + Double($0)] })
    let data = try Dataset(features: features, target: [0, 0, 0, 8])
    let stack = SuperLearner(folds: 2, precision: .double) {
      Layer(propagating: [2, 0]) {
        Echo().named("b")
        Mean().named("a")
      }
      Layer(propagating: [1]) { Echo() }
    } meta: {
      Echo()
    }
    let (model, outputs) = try await stack.fittedWithOutputs(to: data)
    #expect(outputs[0].columnNames == ["column 2", "column 0", "a", "b"])
    #expect(outputs[0].matrix.row(1) == [21, 1, 4, 1])
    #expect(outputs[0].matrix.row(3) == [23, 3, 0, 3])
    #expect(outputs[1].matrix.row(3) == [3, 23])
    let layers = try await model.layerOutputs(from: features)
    #expect(layers[0].matrix.row(3) == [23, 3, 2, 3])
    #expect(try await model.predictions(from: features) == [0, 1, 2, 3])
  }

  @Test func aLayerMayHaveAnIndexerOfItsOwn() async throws {
    let stack = SuperLearner(folds: 3, precision: .double) {
      Layer(indexer: FullIndexer()) { Mean() }
      Layer(indexer: BlendIndexer(testSize: 2)) { Mean() }
    } meta: {
      Mean()
    }
    let (_, outputs) = try await stack.fittedWithOutputs(to: countingData(rows: 6))
    #expect(outputs[0].matrix.elements == [Double](repeating: 2.5, count: 6))
    #expect(outputs[1].matrix.elements == [1.5, 1.5])
  }

  @Test func predictionsAreKeptInThePrecisionAskedFor() async throws {
    for (precision, expected) in [(Precision.float, Double(Float(0.1))), (.double, 0.1)] {
      let stack = SuperLearner(folds: 2, precision: precision) {
        Layer { Echo() }
      } meta: {
        Echo()
      }
      let data = try Dataset(features: Matrix(column: [0.1, 0.1, 0.1, 0.1]), target: [1, 2, 3, 4])
      let model = try await stack.fitted(to: data)
      #expect(try await model.predictions(from: data.features)[0] == expected)
    }
  }

  @Test func withoutMetaLearnersTheLastLayerPredicts() async throws {
    let stack = SuperLearner(folds: 2) {
      Layer {
        Mean().named("a")
        Mean(offset: 1).named("b")
      }
    } meta: {
    }
    let model = try await stack.fitted(to: countingData(rows: 4))
    let row = Matrix<Double>(rows: [[0]])
    #expect(model.outputNames == ["a", "b"])
    #expect(try await model.predictionMatrix(from: row).elements == [1.5, 2.5])
    let error = await #expect(throws: ModelingError.self) { try await model.predictions(from: row) }
    #expect(error?.message.contains("2 columns (a, b)") == true)
  }

  @Test func seedsDifAmongFitsAndNotAmongRuns() async throws {
    let stack = SuperLearner(folds: 3, precision: .double, seed: 5) {
      Layer {
        SeedTeller().named("a")
        SeedTeller().named("b")
      }
    } meta: {
      Echo()
    }
    let first = try await stack.fittedWithOutputs(to: countingData(rows: 3)).outputs[0].matrix.elements
    #expect(Set(first).count == 6)
    #expect(try await stack.fittedWithOutputs(to: countingData(rows: 3)).outputs[0].matrix.elements == first)
    var other = stack
    other.seed = 6
    #expect(try await other.fittedWithOutputs(to: countingData(rows: 3)).outputs[0].matrix.elements != first)
  }

  @Test(arguments: [1, 2, 5], [true, false])
  func bitsDependOnNeitherWorkersNorBackend(workers: Int, threads: Bool) async throws {
    let data = try sampleData(rows: 5000)
    let stack = SuperLearner(folds: 3) {
      Layer(propagating: [0]) {
        OrdinaryLeastSquares()
        LassoRegression(penalty: 0.01)
        Preprocessing(Standardizer()) { RidgeRegression() }
      }
      Layer {
        RidgeRegression()
        OrdinaryLeastSquares()
      }
    } meta: {
      RidgeRegression()
    }
    let reference = try await stack.fitted(to: data, on: Parallel(workers: 1, on: .sequential))
    let expected = try await reference.predictions(
      from: data.features, on: Parallel(workers: 1, on: .sequential))
    let backend: any Backend = threads ? .threads : .sequential
    let parallel = Parallel(workers: .exactly(workers), on: backend)
    let model = try await stack.fitted(to: data, on: parallel)
    #expect(try await model.predictions(from: data.features, on: parallel) == expected)
    #expect(model.report.learners.map(\.scores) == reference.report.learners.map(\.scores))
  }

  @Test func blocksOfRowsArePredictedAsTheyStand() async throws {
    let stack = SuperLearner(folds: 2, precision: .double) {
      Layer { Echo() }
    } meta: {
      Echo()
    }
    let model = try await stack.fitted(to: countingData(rows: 4))
    let many = Matrix(column: (0..<10_000).map(Double.init))
    #expect(try await model.predictions(from: many) == many.elements)
    let outputs = try await model.layerOutputs(from: many.view(rows: RangeSet([5..<6, 10..<9000])))
    #expect(outputs[1].matrix.elements == [5] + (10..<9000).map(Double.init))
  }
}
