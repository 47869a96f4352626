import Ensembles
import Testing

@Suite struct EnsembleTransformTests {
  @Test func trainingRowsHaveWasPredictedWithoutThem() async throws {
    let stack = SuperLearner(folds: 2) {
      Layer {
        Mean()
        Mean(offset: 1).named("higher")
      }
    } meta: {
    }
    let front = try await stack.fittedInFront(of: countingData(rows: 4))
    #expect(
      front.training.features.matrix() == Matrix(rows: [[3.5, 2.5], [3.5, 2.5], [1.5, 0.5], [1.5, 0.5]]))
    #expect(front.training.target.copied().elements == [0, 1, 2, 3])
    let unseen = try await front.applied(to: Matrix<Double>(rows: [[9], [10], [11]]))
    #expect(unseen.matrix() == Matrix(rows: [[2.5, 1.5], [2.5, 1.5], [2.5, 1.5]]))
  }

  @Test func rowsWithoutOutputAreLeftOut() async throws {
    let blend = BlendEnsemble(testSize: 0.5) {
      Layer { Mean() }
    } meta: {
    }
    let front = try await blend.fittedInFront(of: countingData(rows: 4))
    #expect(front.training.features.matrix() == Matrix(rows: [[0.5], [0.5]]))
    #expect(front.training.target.copied().elements == [2, 3])
  }

  @Test func rowsAreCountedThroughAllLayers() async throws {
    let blend = BlendEnsemble(testSize: 0.5) {
      Layer { Mean() }
      Layer { Mean() }
    } meta: {
      Mean()
    }
    let front = try await blend.fittedInFront(of: countingData(rows: 8))
    // The first layer leaves the last 4 rows, the second one the last 2 of these.
    #expect(front.training.target.copied().elements == [6, 7])
    #expect(front.training.features.matrix() == Matrix(rows: [[6.5], [6.5]]))
  }
}
