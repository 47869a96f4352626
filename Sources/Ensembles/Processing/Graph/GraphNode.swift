/// What a processing session can run as a task: a learner, a transformer, a group or a layer.
///
/// A type of your own is one if it can say what it stands for.
public protocol GraphNode: Sendable {
  /// What is run.
  var processingTask: ProcessingTask { get }
}

/// A task of a processing session.
public struct ProcessingTask: Sendable {
  enum Content: Sendable {
    case learner(Learner)
    case layer(Layer)
    case transformer(Transformer)
  }

  let content: Content

  /// A task that fits a learner, and has its name.
  public init(_ learner: Learner) { content = .learner(learner) }

  /// A task that fits the learners of a group side by side, and has its name.
  public init(_ group: LearnerGroup) { self.init(Layer(named: group.name, groups: [group])) }

  /// A task that fits the learners of a layer side by side, and has its name.
  public init(_ layer: Layer) { content = .layer(layer) }

  /// A task without an output, for learners of later tasks that come after this transformer.
  public init(_ transformer: Transformer) { content = .transformer(transformer) }
}

extension Learner: GraphNode {
  /// The learner alone, cross-fitted by the indexer of the session.
  public var processingTask: ProcessingTask { ProcessingTask(self) }
}

extension LearnerGroup: GraphNode {
  /// The learners of the group.
  public var processingTask: ProcessingTask { ProcessingTask(self) }
}

extension Layer: GraphNode {
  /// The learners of the layer.
  public var processingTask: ProcessingTask { ProcessingTask(self) }
}

extension Transformer: GraphNode {
  /// The transformer for later learners.
  public var processingTask: ProcessingTask { ProcessingTask(self) }
}
