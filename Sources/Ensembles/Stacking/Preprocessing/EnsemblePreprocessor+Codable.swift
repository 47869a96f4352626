extension EnsemblePreprocessor: Codable {
  /// Encodes the ensemble for other processes of this program.
  ///
  /// - Throws: `EncodingError` naming a type that no other process finds by name.
  public func encode(to encoder: any Encoder) throws { try PortableEnsemble(definition).encode(to: encoder) }

  /// Decodes an ensemble.
  ///
  /// - Throws: `DecodingError` if it names a type that is none of this program.
  public init(from decoder: any Decoder) throws {
    self.init(definition: try PortableEnsemble(from: decoder).definition)
  }
}

extension EnsemblePreprocessor: Hashable {
  /// Whether both fit the same: digests of all that the ensembles consist of are compared.
  public static func == (left: EnsemblePreprocessor, right: EnsemblePreprocessor) -> Bool {
    left.digest == right.digest
  }

  /// Adds all that the ensemble consists of.
  public func hash(into hasher: inout Hasher) { hasher.combine(digest) }

  private var digest: Digest {
    var digest = Digest()
    digest.mix(definition.indexer)
    digest.mix(definition.precision.rawValue)
    digest.mix(String(definition.seed))
    digest.mixText(of: definition.options)
    for layer in definition.layers + (definition.meta.map { [$0] } ?? []) { digest.mix(layer) }
    digest.mix(definition.meta == nil ? 0 : 1)
    return digest
  }
}

extension Digest {
  /// Adds a part of an ensemble.
  ///
  /// What cannot be encoded cannot be told from others of its type.
  fileprivate mutating func mixText(of value: (some Encodable)?) {
    guard let value else { return mix("") }
    do { try mix(recipe: value) } catch { mix(String(reflecting: type(of: value))) }
  }

  fileprivate mutating func mix(_ indexer: (any Indexer)?) {
    if let indexer { mixOpened(indexer) } else { mix("") }
  }

  fileprivate mutating func mix(_ layer: Layer) {
    mix(layer.name ?? "")
    mix(layer.propagatedColumns)
    mix(layer.indexer)
    mix(layer.output?.rawValue ?? "")
    mix(layer.precision?.rawValue ?? "")
    mix(layer.seed.map { String($0) } ?? "")
    mixText(of: layer.isShuffled)
    mix(layer.groups.count)
    for group in layer.groups {
      mix(group.name ?? "")
      mix(group.indexer)
      mix(group.transformers.count)
      for transformer in group.transformers {
        mix(transformer.name)
        mix(transformer.pipeline.steps.count)
        for step in transformer.pipeline.steps { mixOpened(step) }
      }
      for learner in group.learners {
        mix(learner.name ?? "")
        mix(learner.transformer ?? "")
        switch learner.source {
        case .estimator(let estimator): mixOpened(estimator)
        case .model(let model): mixOpened(model)
        }
      }
    }
  }

  private mutating func mixOpened(_ value: some Encodable) { mixText(of: value) }
}

/// An ensemble on its way between processes that run the same program.
private struct PortableEnsemble: Codable {
  private struct PortableLearner: Codable {
    var name: String?
    var transformer: String?
    var estimator: Portable<any Estimator>?
    var model: Portable<any FittedModel>?

    init(_ learner: Learner) {
      name = learner.name
      transformer = learner.transformer
      estimator = learner.estimator.map { Portable($0) }
      model = learner.model.map { Portable($0) }
    }

    func learner() throws -> Learner {
      if let model { return Learner(fitted: model.value, named: name, after: transformer) }
      guard let estimator else {
        throw ModelingError(.invalidEnsemble, "a learner has neither an estimator nor a model")
      }
      return Learner(estimator.value, named: name, after: transformer)
    }
  }

  private struct PortableTransformer: Codable {
    var name: String
    var steps: [Portable<any Preprocessor>]
  }

  private struct PortableGroup: Codable {
    var name: String?
    var indexer: Portable<any Indexer>?
    var learners: [PortableLearner]
    var transformers: [PortableTransformer]

    init(_ group: LearnerGroup) {
      name = group.name
      indexer = group.indexer.map { Portable($0) }
      learners = group.learners.map(PortableLearner.init)
      transformers = group.transformers.map { transformer in
        PortableTransformer(name: transformer.name, steps: transformer.pipeline.steps.map { Portable($0) })
      }
    }

    func group() throws -> LearnerGroup {
      LearnerGroup(
        named: name, indexer: indexer?.value, learners: try learners.map { try $0.learner() },
        transformers: transformers.map { Transformer(named: $0.name, Pipeline($0.steps.map(\.value))) })
    }
  }

  private struct PortableBlueprint: Codable {
    var name: String?
    var groups: [PortableGroup]
    var propagatedColumns: [Int]
    var indexer: Portable<any Indexer>?
    var output: LearnerOutput?
    var precision: Precision?
    var seed: UInt64?
    var isShuffled: Bool?

    init(_ layer: Layer) {
      name = layer.name
      groups = layer.groups.map(PortableGroup.init)
      propagatedColumns = layer.propagatedColumns
      indexer = layer.indexer.map { Portable($0) }
      output = layer.output
      precision = layer.precision
      seed = layer.seed
      isShuffled = layer.isShuffled
    }

    func layer() throws -> Layer {
      Layer(
        named: name, groups: try groups.map { try $0.group() }, propagating: propagatedColumns,
        indexer: indexer?.value, output: output, precision: precision, seed: seed, shuffled: isShuffled)
    }
  }

  private var indexer: Portable<any Indexer>
  private var layers: [PortableBlueprint]
  private var meta: PortableBlueprint?
  private var precision: Precision
  private var seed: UInt64
  private var options: EnsembleOptions

  init(_ definition: EnsembleDefinition) {
    indexer = Portable(definition.indexer)
    layers = definition.layers.map(PortableBlueprint.init)
    meta = definition.meta.map(PortableBlueprint.init)
    precision = definition.precision
    seed = definition.seed
    options = definition.options
  }

  var definition: EnsembleDefinition {
    get throws {
      EnsembleDefinition(
        indexer: indexer.value, layers: try layers.map { try $0.layer() }, meta: try meta?.layer(),
        scorer: nil, precision: precision, seed: seed, options: options)
    }
  }
}
