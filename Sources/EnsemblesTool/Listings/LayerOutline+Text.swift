import Ensembles

extension LayerOutline {
  /// A line for the layer and one for each of its parts.
  var lines: [String] {
    let propagated = propagatedColumns.map(String.init).joined(separator: ", ")
    return ["\(name):" + (propagatedColumns.isEmpty ? "" : " propagates columns \(propagated)")]
      + transformers.map { "  preprocessing “\($0.name)”: \($0.stepTypes.joined(separator: ", "))" }
      + learners.map { "  \($0.name): \(Self.text(of: $0.estimator))" }
  }

  private static func text<E: Estimator>(of estimator: E) -> String {
    let parameters = E.parameters.map { "\($0.name) \($0.value(of: estimator))" }
    return E.typeName + (parameters.isEmpty ? "" : " (\(parameters.joined(separator: ", ")))")
  }
}

/// Lines of a name and a value each, the values below each other.
enum NamedLines {
  static func text(_ entries: [(name: String, value: String)]) -> String {
    let width = entries.map(\.name.count).max() ?? 0
    return entries.map { entry in
      entry.name + String(repeating: " ", count: width - entry.name.count + 2) + entry.value
    }.joined(separator: "\n")
  }
}
