import Modeling
import Testing

/// What classifiers of scikit-learn gave for a data set.
struct ClassReference: Decodable, Sendable, CustomTestStringConvertible {
  struct Fit: Decodable, Sendable {
    var type: String
    var parameters: [String: ParameterValue]
    var weighted: Bool
    var probabilities: [[Double]]
  }

  var name: String
  var features: [[Double]]
  var classes: [Int]
  var weights: [Double]
  var unseen: [[Double]]
  var fits: [Fit]

  var testDescription: String { name }
}
