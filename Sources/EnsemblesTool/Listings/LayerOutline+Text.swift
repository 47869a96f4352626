import Ensembles

extension LayerOutline {
  /// A line for the layer and one for each of its parts.
  var lines: [String] {
    let propagated = propagatedColumns.map(String.init).joined(separator: ", ")
    return ["\(name):" + (propagatedColumns.isEmpty ? "" : " propagates columns \(propagated)")]
      + transformers.map { "  preprocessing “\($0.name)”: \($0.stepTypes.joined(separator: ", "))" }
      + learners.map { learner in
        "  \(learner.name): \(learner.estimator.map { Self.text(of: $0) } ?? learner.typeName)"
      }
  }

  private static func text<E: Estimator>(of estimator: E) -> String {
    let parameters = E.parameters.map { "\($0.name) \($0.value(of: estimator))" }
    return E.typeName + (parameters.isEmpty ? "" : " (\(parameters.joined(separator: ", ")))")
  }
}
