import Ensembles

extension LayerOutline {
  /// A line for the layer and one for each of its parts.
  ///
  /// - Parameters:
  ///   - settings: What the layer decides for itself, for a line below its name.
  ///   - groupSettings: The same for each group.
  func lines(settings: [String] = [], groupSettings: [[String]] = []) -> [String] {
    let propagated = propagatedColumns.map(String.init).joined(separator: ", ")
    let header = "\(name):" + (propagatedColumns.isEmpty ? "" : " propagates columns \(propagated)")
    let own = settings.isEmpty ? [] : ["  for this layer: " + settings.joined(separator: "; ")]
    let isGrouped = groups.count > 1 || groupSettings.contains { !$0.isEmpty }
    return [header] + own
      + groups.enumerated().flatMap { index, group in
        guard isGrouped else { return group.lines.map { "  " + $0 } }
        let settings = groupSettings.indices.contains(index) ? groupSettings[index] : []
        let header =
          "  group “\(group.name)”:" + (settings.isEmpty ? "" : " ") + settings.joined(separator: "; ")
        return [header] + group.lines.map { "    " + $0 }
      }
  }
}

extension LayerOutline.Group {
  fileprivate var lines: [String] {
    transformers.map { "preprocessing “\($0.name)”: \($0.stepTypes.joined(separator: ", "))" }
      + learners.map { learner in "\(learner.name): \(learner.estimator?.text ?? learner.typeName)" }
  }
}
