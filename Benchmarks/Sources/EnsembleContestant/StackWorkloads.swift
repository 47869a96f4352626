import Ensembles
import Estimators
import Exchange

/// What everybody fits: ensembles of the same learners, with the same penalties, to data of the same shape.
enum StackWorkloads {
  static let parallel = Parallel(workers: 2, on: .threads)

  /// Nanoseconds of a fit of ordinary least squares, ridge and lasso with a ridge above them.
  static func stack(_ request: Request) async throws -> Double {
    let data = try RandomNumbers.dataset(request)
    let stack = stackOfThree(folds: try request["folds"])
    return try await nanoseconds { _ = try await stack.fitted(to: data, on: parallel) }
  }

  /// Nanoseconds of one of very many short fits, the ensemble's own work included.
  ///
  /// Each is made on its own unless `onePass` is 1.
  static func tasks(_ request: Request) async throws -> Double {
    let data = try RandomNumbers.dataset(request)
    let (learners, folds, fits) = (try request["learners"], try request["folds"], try request["fits"])
    let options = EnsembleOptions(inOnePass: try request["onePass"] == 1)
    let ensemble = SuperLearner(folds: folds, options: options) {
      Layer { (0..<learners).map { Learner(OrdinaryLeastSquares(), named: "ols-\($0)") } }
    } meta: {
      RidgeRegression()
    }
    let all = try await nanoseconds {
      for _ in 0..<fits { _ = try await ensemble.fitted(to: data, on: parallel) }
    }
    return all / Double(fits * (learners * (folds + 1) + 1))
  }

  /// Nanoseconds of a prediction for one row, the mean of many.
  static func row(_ request: Request) async throws -> Double {
    let calls = try request["calls"]
    let model = try await stackOfThree(folds: 3).fitted(to: RandomNumbers.dataset(request), on: parallel)
    var numbers = RandomNumbers()
    let row = Matrix(rows: [(0..<model.featureCount).map { _ in numbers.next() }])
    for _ in 0...calls / 10 { _ = try await model.predictions(from: row, on: parallel) }
    return try await nanoseconds {
      for _ in 0..<calls { _ = try await model.predictions(from: row, on: parallel) }
    } / Double(calls)
  }

  static func stackOfThree(folds: Int) -> SuperLearner {
    SuperLearner(folds: folds) {
      Layer {
        OrdinaryLeastSquares()
        RidgeRegression()
        LassoRegression(penalty: 0.1)
      }
    } meta: {
      RidgeRegression()
    }
  }
}
