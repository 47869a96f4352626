/// The tasks that a processing session has fitted.
///
/// With a cache in a folder it can be used until the session ends; with one in memory, in later sessions too.
public struct FittedGraph: Sendable {
  /// How data goes through the tasks.
  enum Flow: String {
    case map, stack
  }

  let flow: Flow
  let tasks: [FittedTask]

  /// The names of the tasks that have an output, in the order of execution.
  public var taskNames: [String] { tasks.map(\.name) }
}

/// What fitting a graph gives.
public struct FittedTasks: Sendable {
  /// What the selected tasks predict for the rows of the data, in the order of execution.
  ///
  /// Every number comes from a fit that has not seen its row, unless the task's indexer has no folds.
  public let outputs: [TaskOutput]

  /// The fitted tasks.
  public let graph: FittedGraph

  /// The scores and times of every learner.
  public let scores: [LearnerScore]

  /// The learners that failed and were dropped.
  public let dropped: [DroppedLearner]
}

/// A task that has been fitted.
struct FittedTask: Sendable {
  let name: String
  let layer: CachedLayer
  let precision: Precision
  let columnNames: [String]
  /// The number of rows that it was fitted to.
  let rowCount: Int
  /// Those of them that have an output.
  let outputRows: RangeSet<Int>
  /// For each group, by its name, the rows that each fold model predicts.
  let foldRows: [String: [RangeSet<Int>]]
}
