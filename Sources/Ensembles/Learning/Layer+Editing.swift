extension Layer {
  /// Replaces a learner, which keeps its place and, where the new one has none, its name and its transformer.
  ///
  /// - Parameters:
  ///   - name: The name as reports show it, with that of the transformer before it: “scaled.ridge”, or “ols-2”.
  ///   - replacement: What takes its place.
  /// - Throws: `ModelingError` with the nearest name if there is no such learner.
  public mutating func replaceLearner(named name: String, with replacement: Learner) throws {
    let (group, place, old) = try find(name)
    var replacement = replacement
    if replacement.name == nil { replacement.name = old.learner }
    if replacement.transformer == nil { replacement.transformer = old.transformer }
    groups[group].learners[place] = replacement
  }

  /// Replaces what a learner fits.
  ///
  /// - Parameters:
  ///   - name: The name as reports show it.
  ///   - estimator: What is fitted under that name from now on.
  /// - Throws: `ModelingError` with the nearest name if there is no such learner.
  public mutating func replaceLearner(named name: String, with estimator: any Estimator) throws {
    try replaceLearner(named: name, with: Learner(estimator))
  }

  /// Removes a learner and, if nobody else needs it, its preprocessing; a group that is empty then goes too.
  ///
  /// Learners without a name of their own may be numbered anew.
  ///
  /// - Parameter name: The name as reports show it, with that of the transformer before it.
  /// - Returns: The learner.
  /// - Throws: `ModelingError` with the nearest name if there is no such learner.
  @discardableResult
  public mutating func removeLearner(named name: String) throws -> Learner {
    let (group, place, old) = try find(name)
    let removed = groups[group].learners.remove(at: place)
    if let transformer = old.transformer,
      !groups[group].learners.contains(where: { $0.transformer == transformer })
    {
      groups[group].transformers.removeAll { $0.name == transformer }
    }
    if groups[group].learners.isEmpty, groups.count > 1 { groups.remove(at: group) }
    return removed
  }

  private func find(_ name: String) throws -> (group: Int, place: Int, name: LearnerName) {
    let names = LearnerName.settle(learners)
    guard var place = names.firstIndex(where: { $0.description == name }) else {
      throw ModelingError(
        .unknownName,
        "the layer has no learner “\(name)”" + Spelling.hint(for: name, among: names.map(\.description)))
    }
    let found = names[place]
    var group = 0
    while place >= groups[group].learners.count {
      place -= groups[group].learners.count
      group += 1
    }
    return (group, place, found)
  }
}
