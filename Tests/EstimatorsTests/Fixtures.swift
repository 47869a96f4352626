import Foundation
import Modeling
import Testing

/// Results of scikit-learn and SciPy, made by `Fixtures/make_fixtures.py`.
struct Fixtures: Decodable, Sendable {
  var linear: [LinearCase]
  var logistic: [LogisticCase]
  var clusters: [ClusterCase]
  var combinations: [CombinationCase]
  var scores: [ScoreCase]

  static let all: Fixtures = {
    do {
      let url = try #require(Bundle.module.url(forResource: "reference", withExtension: "json"))
      return try JSONDecoder().decode(Fixtures.self, from: Data(contentsOf: url))
    } catch {
      Issue.record(error)
      return Fixtures(linear: [], logistic: [], clusters: [], combinations: [], scores: [])
    }
  }()
}

struct LinearCase: Decodable, Sendable, CustomTestStringConvertible {
  struct Fit: Decodable, Sendable {
    var type: String
    var parameters: [String: ParameterValue]
    var coefficients: [Double]
    var intercept: Double
    var predictions: [Double]
  }

  var name: String
  var features: [[Double]]
  var target: [Double]
  var means: [Double]
  var deviations: [Double]
  var fits: [Fit]
  var weights: [Double]
  var weightedMeans: [Double]
  var weightedDeviations: [Double]
  var weightedFits: [Fit]

  var testDescription: String { name }
}

struct LogisticCase: Decodable, Sendable, CustomTestStringConvertible {
  struct Fit: Decodable, Sendable {
    var penalty: Double
    var intercept: Bool
    var weighted: Bool
    var coefficients: [[Double]]
    var probabilities: [[Double]]
  }

  var name: String
  var features: [[Double]]
  var classes: [Int]
  var weights: [Double]
  var fits: [Fit]

  var testDescription: String { name }
}

struct ClusterCase: Decodable, Sendable, CustomTestStringConvertible {
  var name: String
  var features: [[Double]]
  var clusters: Int
  var inertia: Double

  var testDescription: String { name }
}

struct CombinationCase: Decodable, Sendable, CustomTestStringConvertible {
  var name: String
  var inputs: [[Double]]
  var target: [Double]
  var weights: [Double]
  var nonNegative: [Double]
  var weightedNonNegative: [Double]
  var convexLoss: Double
  var convex: [Double]

  var testDescription: String { name }
}

struct ScoreCase: Decodable, Sendable, CustomTestStringConvertible {
  var name: String
  var classCount: Int
  var truth: [[Double]]
  var predictions: [[Double]]
  var probabilities: [[Double]]
  var weights: [Double]
  /// For each scorer the score without weights, and with them.
  var scores: [String: [Double]]

  var testDescription: String { name }
}
