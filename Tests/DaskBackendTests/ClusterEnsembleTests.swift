import DaskBackend
import Ensembles
import Estimators
import Parallelism
import Testing

@Suite(.enabled(if: TestCluster.isPossible, "there is no Dask: run make test-dask"), .timeLimit(.minutes(3)))
struct ClusterEnsembleTests {
  @Test func aSuperLearnerHasTheBitsOfALocalFit() async throws {
    let features = Matrix<Double>(rowCount: 300, columnCount: 4) { target in
      for place in 0..<1200 { target.initializeElement(at: place, to: Double((place * 7919) % 1013) / 100) }
    }
    let target = (0..<300).map { row in Double((row * 31) % 17) + features[row, 1] * features[row, 2] }
    let data = try Dataset(features: Features(features), target: target)
    let stack = SuperLearner(folds: 4) {
      Layer(propagating: [0]) {
        OrdinaryLeastSquares()
        LassoRegression(penalty: 0.1)
        Preprocessing(named: "scaled", Standardizer()) { RidgeRegression(penalty: 2) }
        DecisionTreeRegression(depth: 4)
      }
    } meta: {
      RidgeRegression()
    }
    let here = try await stack.fitted(to: data)
    let cluster = try await TestCluster.start()
    defer { cluster.backend.shutDown() }
    let there = try await stack.fitted(to: data, on: Parallel(on: cluster.backend))
    let (expected, found) = try await (
      here.predictions(from: data.features), there.predictions(from: data.features)
    )
    #expect(found.map(\.bitPattern) == expected.map(\.bitPattern))
    #expect(there.report.learners.map(\.scores) == here.report.learners.map(\.scores))
  }
}
