import Ensembles
import Estimators
import Exchange

/// What everybody fits with trees.
enum TreeWorkloads {
  /// Nanoseconds of a fit of ridge, lasso and a forest with a ridge above them.
  static func stack(_ request: Request) async throws -> Double {
    let data = try RandomNumbers.dataset(request)
    let forest = try forest(request)
    let stack = SuperLearner(folds: try request["folds"]) {
      Layer {
        RidgeRegression()
        LassoRegression(penalty: 0.1)
        forest
      }
    } meta: {
      RidgeRegression()
    }
    return try await nanoseconds { _ = try await stack.fitted(to: data, on: StackWorkloads.parallel) }
  }

  /// What a forest explains of as many rows as it learned from.
  static func score(_ request: Request) async throws -> Double {
    let rows = try request["rows"]
    var doubled = request
    doubled.parameters["rows"] = 2 * rows
    let data = try RandomNumbers.dataset(doubled)
    let (seen, unseen) = (data.rows(RangeSet(0..<rows)), data.rows(RangeSet(rows..<2 * rows)))
    let model = try forest(request).fitted(to: seen, in: FittingContext(seed: 0))
    return try Scorer.rSquared.score(of: model.predictions(from: unseen.features), against: unseen)
  }

  /// Nanoseconds of a fit of the two boosters with a ridge above them.
  static func boosters(_ request: Request) async throws -> Double {
    let data = try RandomNumbers.dataset(request)
    let rounds = try request["rounds"]
    let stack = SuperLearner(folds: try request["folds"]) {
      Layer {
        LightGBMRegression(LightGBMSettings(rounds: rounds))
        XGBoostRegression(XGBoostSettings(rounds: rounds))
      }
    } meta: {
      RidgeRegression()
    }
    return try await nanoseconds { _ = try await stack.fitted(to: data, on: StackWorkloads.parallel) }
  }

  private static func forest(_ request: Request) throws -> RandomForestRegression {
    RandomForestRegression(
      trees: try request["trees"], depth: try request["depth"], featuresPerSplit: .fraction(1.0 / 3))
  }
}
