import Estimators
import Testing

@Suite struct NativeReferenceTests {
  @Test func thereAreCases() {
    #expect(
      NativeCase.all.map(\.name) == [
        "diabetes", "synthetic", "breast cancer", "wine", "iris", "alcohol of wine", "radius of tumours",
        "width of petals", "friedman", "plane", "two blobs", "four blobs", "categories",
        "categories and classes",
      ])
    #expect(Set(NativeCase.all.flatMap(\.fits).map(\.type)).count == 9)
  }

  @Test(arguments: NativeCase.all)
  func supportVectorsAgreeWithScikitLearn(_ reference: NativeCase) throws {
    try expectAgreement(reference, of: { !$0.contains("boost") && !$0.contains("lightgbm") }, within: 1e-6)
  }

  @Test(.enabled(if: BoostingLibrary.lightGBM.isAvailable), arguments: NativeCase.all)
  func lightGBMAgreesWithItsPythonPackage(_ reference: NativeCase) throws {
    try expectAgreement(reference, of: { $0.hasPrefix("lightgbm") }, within: 1e-10)
  }

  // It computes in single precision, and other versions begin with another constant.
  @Test(.enabled(if: BoostingLibrary.xgBoost.description == "XGBoost 3.2.0"), arguments: NativeCase.all)
  func xgBoostAgreesWithItsPythonPackage(_ reference: NativeCase) throws {
    try expectAgreement(reference, of: { $0.hasPrefix("xgboost") }, within: 1e-6)
  }

  private func expectAgreement(
    _ reference: NativeCase, of isCompared: (String) -> Bool, within tolerance: Double
  ) throws {
    let size = reference.classCount > 0 ? 1 : reference.target.map(abs).max() ?? 0
    for expected in reference.fits where isCompared(expected.type) {
      var estimator = try Registry.standard.estimator(named: expected.type).init()
      for (name, value) in expected.parameters { try estimator.set(name, to: value) }
      let ours = try comparable(
        estimator, reference.data(weighted: expected.weighted), seed: 5, rows: reference.unseenFeatures)
      // Python's boosters give the probability of the second of two classes alone.
      let first = ours.columnCount - expected.predictions[0].count
      let error = expected.predictions.enumerated().reduce(0.0) { error, row in
        row.element.enumerated().reduce(error) {
          max($0, abs(ours[row.offset, first + $1.offset] - $1.element))
        }
      }
      #expect(error <= tolerance * size, "\(expected.type) \(expected.parameters)")
    }
  }
}
