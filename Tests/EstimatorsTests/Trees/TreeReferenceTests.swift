import Estimators
import Foundation
import Testing

/// Held-out scores of scikit-learn, made by `Fixtures/make_tree_fixtures.py`.
struct TreeCase: Decodable, Sendable, CustomTestStringConvertible {
  struct Fit: Decodable, Sendable {
    var type: String
    var parameters: [String: ParameterValue]
    var scores: [Double]
  }

  var name: String
  var classCount: Int
  var features: [[Double]]
  var target: [Double]
  var heldOut: [[Int]]
  var fits: [Fit]

  var testDescription: String { name }

  static let all: [TreeCase] = {
    do {
      let url = try #require(Bundle.module.url(forResource: "trees", withExtension: "json"))
      return try JSONDecoder().decode([TreeCase].self, from: Data(contentsOf: url))
    } catch {
      Issue.record(error)
      return []
    }
  }()
}

@Suite struct TreeReferenceTests {
  @Test func thereAreCases() {
    #expect(
      TreeCase.all.map(\.name) == [
        "diabetes", "friedman", "breast cancer", "wine", "digits", "blobs", "alcohol of wine",
        "radius of tumours", "width of petals", "impedances", "moons",
      ])
    #expect(TreeCase.all.allSatisfy { $0.fits.count == 3 && $0.heldOut.count == 10 })
  }

  @Test(arguments: TreeCase.all, 0..<3)
  func scoresAreThoseOfScikitLearn(_ reference: TreeCase, fit: Int) throws {
    let expected = reference.fits[fit]
    let features = Matrix(rows: reference.features)
    let data =
      try reference.classCount == 0
      ? Dataset(features: features, target: reference.target)
      : Dataset(
        features: features, labels: reference.target.map { Int($0) }, classes: Array(0..<reference.classCount)
      )
    var estimator = try Registry.standard.estimator(named: expected.type).init()
    for (name, value) in expected.parameters { try estimator.set(name, to: value) }
    let scorer = try Scorer.named(reference.classCount == 0 ? "r2" : "accuracy")
    let scores = try reference.heldOut.enumerated().map { seed, rows in
      let heldOut = RangeSet(rows, within: reference.target)
      let model = try TreeSample(estimator).fit(
        data.rows(RangeSet(0..<data.rowCount).subtracting(heldOut)), seed: UInt64(seed))
      let rows = data.rows(heldOut)
      return try scorer.score(of: model.predictions(from: rows.features), against: rows)
    }
    let mean = scores.reduce(0, +) / 10
    let theirs = expected.scores.reduce(0, +) / 10
    let spread = (expected.scores.reduce(0) { $0 + ($1 - theirs) * ($1 - theirs) } / 9).squareRoot()
    // The rows are the same, so that only the trees' own chance is between the means.
    #expect(abs(mean - theirs) <= spread, "\(expected.type): \(mean) instead of \(theirs) ± \(spread)")
  }
}
