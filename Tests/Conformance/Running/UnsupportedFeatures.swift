import SystemPackage

/// The committed list of what is not built yet, with reasons.
package struct UnsupportedFeatures: Sendable {
  /// The reason for each feature.
  package let reasons: [String: String]

  /// Creates a list.
  package init(reasons: [String: String]) { self.reasons = reasons }

  /// Reads a list: an object with a reason for each feature.
  init(contentsOf path: FilePath) throws {
    reasons = try JSONNode(contentsOf: path).members().mapValues { try $0.text() }
  }
}
