/// The tasks of a call that have an output, each as a layer that has all it needs.
struct TaskGraph {
  /// In the order of execution, each with its name.
  let layers: [Layer]

  var names: [String] { layers.enumerated().map { $1.name(at: $0) } }

  /// Settles names and finds the transformers that learners come after.
  ///
  /// - Throws: `ModelingError` if there is no task with an output, two tasks of one cache have one name, a
  ///   transformer is missing or sealed off, or nobody needs one.
  init(_ tasks: [any GraphNode], caches: TaskCaches) throws {
    var pool = TransformerPool(isShared: caches == .shared)
    var layers: [Layer] = []
    let contents = tasks.map(\.processingTask.content)
    var learnerNames = LearnerName.settle(
      contents.compactMap { if case .learner(let learner) = $0 { learner } else { nil } })[...]
    var names: Set<String> = []
    func take(_ name: String) throws {
      guard names.insert(name).inserted || caches == .separate else {
        throw ModelingError(
          .invalidEnsemble, "two tasks of one cache are named “\(name)”; rename one, or separate their caches"
        )
      }
    }
    for content in contents {
      switch content {
      case .transformer(let transformer):
        try take(transformer.name)
        pool.add(transformer)
      case .learner(var learner):
        let name = learnerNames.removeFirst().learner
        learner.name = name
        try take(name)
        layers.append(try pool.completed(Layer(named: name, learners: [learner]), named: name))
      case .layer(var layer):
        let name = layer.name(at: layers.count)
        layer.name = name
        try take(name)
        layers.append(try pool.completed(layer, named: name))
      }
    }
    try pool.requireUse()
    guard !layers.isEmpty else {
      throw ModelingError(.invalidEnsemble, "there is no task with a learner; give at least one")
    }
    self.layers = layers
  }
}

/// The transformers that are tasks of their own.
private struct TransformerPool {
  let isShared: Bool
  private var transformers: [Transformer] = []
  private var used: Set<String> = []

  init(isShared: Bool) { self.isShared = isShared }

  mutating func add(_ transformer: Transformer) { transformers.append(transformer) }

  /// A layer with the transformers that its groups lack.
  mutating func completed(_ layer: Layer, named name: String) throws -> Layer {
    var layer = layer
    for group in layer.groups.indices {
      for learner in layer.groups[group].learners {
        guard let needed = learner.transformer,
          !layer.groups[group].transformers.contains(where: { $0.name == needed })
        else { continue }
        guard let found = transformers.last(where: { $0.name == needed }) else {
          throw ModelingError(
            .invalidEnsemble,
            "“\(name)” has a learner after a transformer “\(needed)” that neither it nor a task before it has"
              + Spelling.hint(for: needed, among: transformers.map(\.name)))
        }
        guard isShared else {
          throw ModelingError(
            .invalidEnsemble,
            "“\(name)” has a learner after the transformer “\(needed)”, which is sealed off in a cache of its own; "
              + "share caches, or give the transformer to the task")
        }
        used.insert(needed)
        layer.groups[group].transformers.append(found)
      }
    }
    return layer
  }

  func requireUse() throws {
    guard let idle = transformers.first(where: { !used.contains($0.name) }) else { return }
    throw ModelingError(
      .invalidEnsemble, "no learner of a later task comes after the transformer “\(idle.name)”; remove it")
  }
}
