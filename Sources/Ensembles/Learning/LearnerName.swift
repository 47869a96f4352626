/// The name of a learner, with that of the transformer whose features it sees.
struct LearnerName: Codable, Hashable, Sendable, CustomStringConvertible {
  let transformer: String?
  let learner: String

  /// The name as reports show it.
  var description: String { transformer.map { "\($0).\(learner)" } ?? learner }

  /// What orders the columns of a group.
  ///
  /// Bytes are compared, as mlens does: “ols-10” comes before “ols-2”.
  var sortingKey: SortingKey { SortingKey(text: transformer.map { "\($0)__\(learner)" } ?? learner) }

  struct SortingKey: Comparable {
    let text: String

    static func < (left: SortingKey, right: SortingKey) -> Bool {
      left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
  }

  /// The names of the learners of a layer, in their order.
  ///
  /// Learners without a name are named after their estimator's type, with “-1”, “-2” and so on where the layer has
  /// several of one type, and without repeating a name that was given behind the same transformer.
  static func settle(_ learners: [Learner]) -> [LearnerName] {
    let given = Set(learners.compactMap { learner in learner.name.map { named($0, learner) } })
    var unnamed: [String: Int] = [:]
    for learner in learners where learner.name == nil { unnamed[learner.typeName, default: 0] += 1 }
    var numbers: [String: Int] = [:]
    return learners.map { learner in
      if let own = learner.name { return named(own, learner) }
      let type = learner.typeName
      let plain = named(type, learner)
      if unnamed[type] == 1, !given.contains(plain) { return plain }
      while true {
        numbers[type, default: 0] += 1
        let numbered = named("\(type)-\(numbers[type, default: 0])", learner)
        if !given.contains(numbered) { return numbered }
      }
    }
  }

  private static func named(_ name: String, _ learner: Learner) -> LearnerName {
    LearnerName(transformer: learner.transformer, learner: name)
  }
}
