/// The learners that a layer goes without because a fit of theirs failed.
struct Casualties {
  /// One entry for each, in the order of the layer's columns.
  let dropped: [DroppedLearner]
  private let places: Set<Place>

  private struct Place: Hashable {
    var group: Int
    var learner: Int
  }

  /// Finds out who is affected.
  ///
  /// - Parameters:
  ///   - failures: The units that failed, in order, with their errors.
  ///   - layer: The layer.
  /// - Throws: The first error if no learner is left.
  init(_ failures: [(unit: FitUnit, error: any Error)], in layer: ResolvedLayer) throws {
    var reasons: [Place: any Error] = [:]
    for (unit, error) in failures {
      for (index, learner) in layer.groups[unit.group].learners.enumerated() {
        let isHit =
          switch unit.member {
          case .learner(let failed): failed == index
          case .transformer(let failed): failed == learner.transformer
          }
        let place = Place(group: unit.group, learner: index)
        if isHit, reasons[place] == nil { reasons[place] = error }
      }
    }
    places = Set(reasons.keys)
    var dropped: [DroppedLearner] = []
    for (group, content) in layer.groups.enumerated() {
      for (learner, content) in content.learners.enumerated() {
        guard let error = reasons[Place(group: group, learner: learner)] else { continue }
        dropped.append(
          DroppedLearner(layer: layer.name, learner: content.name.description, reason: "\(error)"))
      }
    }
    self.dropped = dropped
    if let first = failures.first, dropped.count == layer.learners.count {
      guard var failure = first.error as? LearnerFailure else { throw first.error }
      failure.leavesNobody = true
      throw failure
    }
  }

  func contains(group: Int, learner: Int) -> Bool { places.contains(Place(group: group, learner: learner)) }
}
