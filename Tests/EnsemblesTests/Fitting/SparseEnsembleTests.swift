import Ensembles
import Estimators
import Testing

@Suite struct SparseEnsembleTests {
  @Test func anEnsembleLearnsTheSameFromSparseFeatures() async throws {
    var dense = Matrix<Double>(rowCount: 90, columnCount: 5, repeating: 0)
    for row in 0..<90 {
      for column in 0..<5 where (row * (column + 3)) % 4 == 1 {
        dense[row, column] = Double(row % 13 + column)
      }
    }
    let target = (0..<90).map { (row: Int) -> Double in dense[row, 0] - 2 * dense[row, 3] + Double(row % 5) }
    let ensemble = SuperLearner(folds: 3) {
      Layer {
        OrdinaryLeastSquares()
        RidgeRegression(penalty: 0.5)
      }
    } meta: {
      RidgeRegression()
    }
    let sparse = SparseMatrix(dense)
    let one = try await ensemble.fitted(to: Dataset(features: dense, target: target))
    let other = try await ensemble.fitted(to: Dataset(features: sparse, target: target))
    let expected = try await one.predictions(from: dense)
    #expect(try await other.predictions(from: sparse) == expected)
    #expect(try await other.predictions(from: dense) == expected)
  }
}
