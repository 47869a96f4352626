/// What a layer's block has listed.
public struct LayerContent: Sendable {
  package private(set) var learners: [Learner] = []
  package private(set) var transformers: [Transformer] = []

  /// Groups that were listed beside the learners.
  package private(set) var groups: [LearnerGroup] = []

  /// The transformers that were named after their steps, and may be numbered.
  private var unnamed: Set<String> = []

  /// Nothing yet.
  package init() {}

  init(learners: [Learner]) { self.learners = learners }

  init(group: LearnerGroup) { groups = [group] }

  /// The learners outside of groups as a group of their own, if there are any, then the groups.
  package var allGroups: [LearnerGroup] {
    (learners.isEmpty ? [] : [LearnerGroup(learners: learners, transformers: transformers)]) + groups
  }

  var allLearners: [Learner] { learners + groups.flatMap(\.learners) }

  var allTransformers: [Transformer] { transformers + groups.flatMap(\.transformers) }

  /// Preprocessing with the learners that see its result.
  ///
  /// - Parameters:
  ///   - name: The name, or nil for the names of the steps.
  ///   - steps: What is done to the features, in order.
  ///   - content: The learners. Those which have preprocessing of their own keep it.
  package init(named name: String?, _ steps: [any Preprocessor], learners content: LayerContent) {
    self = content
    let own = name ?? steps.map { type(of: $0).typeName }.joined(separator: "+")
    let transformer = Transformer(named: own, Pipeline(steps))
    if groups.isEmpty || learners.contains(where: { $0.transformer == nil }) {
      for index in learners.indices where learners[index].transformer == nil {
        learners[index].transformer = own
      }
      transformers.insert(transformer, at: 0)
    }
    for group in groups.indices where groups[group].learners.contains(where: { $0.transformer == nil }) {
      for index in groups[group].learners.indices where groups[group].learners[index].transformer == nil {
        groups[group].learners[index].transformer = own
      }
      groups[group].transformers.insert(transformer, at: 0)
    }
    if name == nil { unnamed.insert(own) }
  }

  /// Adds one learner.
  package mutating func append(_ learner: Learner) { learners.append(learner) }

  /// Adds what else was listed.
  ///
  /// Preprocessing without a name is numbered where there is some of its kind already.
  package mutating func append(_ other: LayerContent) {
    var other = other
    for old in other.unnamed.sorted() where transformers.contains(where: { $0.name == old }) {
      var number = 2
      while (transformers + other.transformers).contains(where: { $0.name == "\(old)-\(number)" }) {
        number += 1
      }
      other.renameTransformer(old, to: "\(old)-\(number)")
    }
    learners += other.learners
    transformers += other.transformers
    groups += other.groups
    unnamed.formUnion(other.unnamed)
  }

  private mutating func renameTransformer(_ old: String, to new: String) {
    for index in transformers.indices where transformers[index].name == old { transformers[index].name = new }
    for index in learners.indices where learners[index].transformer == old {
      learners[index].transformer = new
    }
    // Groups have preprocessing of their own, whose names are nobody else's.
    unnamed.remove(old)
    unnamed.insert(new)
  }
}
