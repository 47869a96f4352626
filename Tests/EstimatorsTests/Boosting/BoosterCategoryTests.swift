import Estimators
import Foundation
import Testing

/// That predictions are those of the Python packages is tried in `NativeReferenceTests`.
@Suite(.enabled(if: BoostingLibrary.all.allSatisfy(\.isAvailable)))
struct BoosterCategoryTests {
  private static let lightGBM = LightGBMSettings(
    rounds: 20, minimumRows: 2, patience: 3,
    others: ["min_data_per_group": "2", "cat_smooth": "1"])
  private static let xgBoost = XGBoostSettings(rounds: 20, patience: 3)

  /// Words that only a set parts, some of them missing, and the one of place 9 in the last rows alone.
  private func data(categories: Bool = true) throws -> Dataset {
    let high: Set<Double> = [1, 4, 6]
    let rows: [[Double]] = (0..<240).map { row in
      let word = row % 17 == 0 ? Double.nan : row < 200 ? Double(row % 9) : 9
      return [Double(row % 7), word]
    }
    let data = try Dataset(
      features: Matrix(rows: rows), target: rows.map { high.contains($0[1]) ? 6 : $0[0] })
    return categories ? try data.categorized(by: [1: (0..<10).map { "word \($0)" }]) : data
  }

  @Test func modelsKeepCategoriesWhenTheyAreStored() throws {
    let all = try data()
    let (training, heldOut) = (all.rows(RangeSet(0..<180)), all.rows(RangeSet(180..<240)))
    for model in [
      try LightGBMRegression(Self.lightGBM).fitted(to: training, stoppingOn: heldOut),
      try XGBoostRegression(Self.xgBoost).fitted(to: training, stoppingOn: heldOut),
    ] {
      let read = try JSONDecoder().decode(BoosterModel.self, from: JSONEncoder().encode(model))
      #expect(read == model)
      let strange = Matrix<Double>(rows: [[1, 4], [1, .nan], [1, 9], [1, 25]])
      #expect(try read.predictions(from: strange) == model.predictions(from: strange))
      // A word without examples is like any other.
      let predictions = try model.predictions(from: strange).elements
      #expect(predictions[2] == predictions[3], "\(model.library)")
    }
  }

  @Test func heldOutRowsOfOtherCategoriesAreRefused() throws {
    let (all, plain) = (try data(), try data(categories: false))
    for error in [
      #expect(throws: ModelingError.self) {
        try LightGBMRegression(Self.lightGBM).fitted(to: all, stoppingOn: plain)
      },
      #expect(throws: ModelingError.self) {
        try XGBoostRegression(Self.xgBoost).fitted(to: all, stoppingOn: plain)
      },
    ] {
      #expect(error?.message.contains("other columns, categories, outputs or classes") == true)
    }
  }

  @Test func categoriesAreSaidOnce() throws {
    let recipe = LightGBMRegression(LightGBMSettings(rounds: 2, others: ["cat_feature": "1"]))
    let error = #expect(throws: ModelingError.self) { try recipe.fitted(to: data()) }
    #expect(error?.message.contains("“cat_feature”, which the learner sets itself") == true)
    // Numbers that stand for categories can still be named by LightGBM's own parameter.
    let named = try recipe.fitted(to: data(categories: false))
    let known = try LightGBMRegression(LightGBMSettings(rounds: 2)).fitted(to: data())
    let features = try data().features
    #expect(try named.predictions(from: features) == known.predictions(from: features))
  }
}
