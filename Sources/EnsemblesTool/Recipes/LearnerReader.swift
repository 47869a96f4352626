import Ensembles

/// Turns a recipe's lists of learners into learners and their preprocessing.
struct LearnerReader {
  let registry: Registry
  /// What all learners must learn, or nil if they may learn anything.
  let targetKind: TargetKind?

  /// The learners of a list, or the one that stands alone.
  func learners(in node: RecipeNode, as key: String = "learners") throws -> LayerContent {
    let nodes = node.oneOrMany
    guard !node.isNull, !nodes.isEmpty else {
      throw node.error("“\(key)” is empty; give it at least one learner")
    }
    var content = LayerContent()
    for node in nodes { try read(node, into: &content) }
    return content
  }

  private func read(_ node: RecipeNode, into content: inout LayerContent) throws {
    guard node.elements == nil else {
      throw node.error("a learner must be a name or a mapping, but is a list")
    }
    guard let entries = try node.entries() else {
      content.append(Learner(try estimator(named: node, parameters: nil)))
      return
    }
    let fields = RecipeFields(entries)
    if fields["preprocessing"] != nil {
      try readPreprocessing(fields, node, into: &content)
    } else {
      content.append(try learner(entries, node))
    }
  }

  /// A learner such as `{ridge: {penalty: 0.1}, name: mild}`.
  private func learner(_ entries: [RecipeNode.Entry], _ node: RecipeNode) throws -> Learner {
    let types = entries.filter { $0.name != "name" }
    guard let type = types.first else { throw node.error("the learner has no type, such as “ridge”") }
    if let learners = types.first(where: { $0.name == "learners" }) {
      throw learners.key.error("“learners” within a layer's learners need “preprocessing” beside them")
    }
    let estimator = try estimator(named: type.key, parameters: type.value)
    if let extra = types.dropFirst().first {
      let isParameter = Self.parameterNames(estimator).contains(extra.name)
      throw extra.key.error(
        isParameter
          ? "“\(extra.name)” is a parameter of “\(type.name)”; indent it further, to stand below it"
          : (try? registry.estimator(named: extra.name)) != nil
            ? "one element of the list has two learners, “\(type.name)” and “\(extra.name)”; make it two elements"
            : "“\(extra.name)” is no key of a learner"
              + Spelling.hint(for: extra.name, among: ["name"] + Self.parameterNames(estimator)))
    }
    let name = try entries.first { $0.name == "name" }?.value.word("the name of a learner")
    return Learner(estimator, named: name)
  }

  /// Steps and the learners that see their result.
  private func readPreprocessing(
    _ fields: RecipeFields, _ node: RecipeNode, into content: inout LayerContent
  ) throws {
    try fields.requireNames(["preprocessing", "name", "learners"], in: "preprocessing") { name in
      (try? registry.estimator(named: name)).map { _ in
        "the learner “\(name)” stands beside “preprocessing”; move it into “learners”"
      }
    }
    guard let list = fields["preprocessing"], !list.isNull else {
      throw node.error("“preprocessing” is empty; give it at least one step")
    }
    let steps = try list.oneOrMany.map(step)
    guard !steps.isEmpty else { throw list.error("“preprocessing” is empty; give it at least one step") }
    guard let learners = fields["learners"] else {
      throw node.error("the preprocessing has no “learners” to see its result; give it at least one")
    }
    let inner = try self.learners(in: learners)
    guard inner.transformers.isEmpty else {
      throw learners.error("preprocessing cannot stand within preprocessing; list all steps in one")
    }
    let name = try fields["name"]?.word("the name of preprocessing")
    content.append(LayerContent(named: name, steps, learners: inner))
  }

  // MARK: - Types and their parameters

  private func estimator(named name: RecipeNode, parameters: RecipeNode?) throws -> any Estimator {
    let word = try name.word("a learner")
    let type = try name.locating {
      do {
        return try registry.estimator(named: word)
      } catch let error as ModelingError {
        guard (try? registry.preprocessor(named: word)) != nil else { throw error }
        throw ModelingError(
          .unknownName, "“\(word)” is a preprocessing step, not a learner; put it into “preprocessing”")
      }
    }
    if let targetKind, type.targetKind != targetKind {
      throw name.error(
        targetKind == .classes
          ? "“\(word)” predicts numbers, but the task is classification; use a classifier"
          : "“\(word)” tells classes apart, but the task is regression; use a learner of numbers")
    }
    func configured<E: Estimator>(_ type: E.Type) throws -> any Estimator {
      try type.init(parameters: parameters)
    }
    return try configured(type)
  }

  private func step(_ node: RecipeNode) throws -> any Preprocessor {
    let (name, parameters) = try node.nameAndParameters("a preprocessing step")
    let word = try name.word("a preprocessing step")
    let type = try name.locating { try registry.preprocessor(named: word) }
    func configured<P: Preprocessor>(_ type: P.Type) throws -> any Preprocessor {
      try type.init(parameters: parameters)
    }
    return try configured(type)
  }

  private static func parameterNames(_ estimator: some Estimator) -> [String] {
    type(of: estimator).parameters.map(\.name)
  }
}
