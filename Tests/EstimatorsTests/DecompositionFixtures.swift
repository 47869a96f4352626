import Foundation
import Modeling
import Testing

/// Results of scikit-learn, made by `Fixtures/make_decomposition_fixtures.py`.
struct DecompositionFixtures: Decodable, Sendable {
  struct NumberCase: Decodable, Sendable, CustomTestStringConvertible {
    struct Fit: Decodable, Sendable {
      var type: String
      var parameters: [String: ParameterValue]
      var weighted: Bool
      /// Those that were chosen, for each output.
      var penalties: [Double]
      var predictions: [[Double]]
    }

    var name: String
    var features: [[Double]]
    var targets: [[Double]]
    var weights: [Double]
    var unseen: [[Double]]
    var fits: [Fit]

    var testDescription: String { name }
  }

  struct ComponentCase: Decodable, Sendable, CustomTestStringConvertible {
    struct Fit: Decodable, Sendable {
      var parameters: [String: ParameterValue]
      var weighted: Bool
      var variances: [Double]
      var shares: [Double]
      var result: [[Double]]
    }

    var name: String
    var features: [[Double]]
    var weights: [Double]
    var unseen: [[Double]]
    var fits: [Fit]

    var testDescription: String { name }
  }

  var classes: [ClassReference]
  var numbers: [NumberCase]
  var components: [ComponentCase]

  static let all: DecompositionFixtures = {
    do {
      let url = try #require(Bundle.module.url(forResource: "decompositions", withExtension: "json"))
      return try JSONDecoder().decode(DecompositionFixtures.self, from: Data(contentsOf: url))
    } catch {
      Issue.record(error)
      return DecompositionFixtures(classes: [], numbers: [], components: [])
    }
  }()
}
