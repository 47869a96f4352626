import Ensembles

/// What an ensemble hands to a learner behind it: for the rows that it was fitted to, predictions of fits that have
/// not seen them, and the targets of these rows; for others, what its final models predict.
///
/// The file has the shapes and the numbers. The rest follows from them: the ensembles are fitted to the first rows of
/// `diabetes.csv` and predict those behind; the blend has `OLS` with offsets of 0 and 100, the super learner of two
/// folds a single one.
struct ModelSelectionCase: Sendable {
  private let recorded: JSONObject
  private let data: DataFolder

  static func cases(of node: JSONNode, named name: String, data: DataFolder) throws -> [Case] {
    let item = ModelSelectionCase(
      recorded: try node.object(keys: [
        "superlearner_train_shapes", "superlearner_new_shapes", "blend_train_shapes", "blend_new_shapes",
        "blend_train_X", "blend_train_y", "blend_new_X",
      ]), data: data)
    return [
      Case(name: "\(name)/superlearner") { try await item.superLearner() },
      Case(name: "\(name)/blend") { try await item.blend() },
    ]
  }

  private func superLearner() async throws -> Agreement {
    let handed = try await handOn(
      FoldIndexer(folds: 2, assignment: .consecutive), [Learner(OLS(), named: "a")])
    try compareShapes(of: handed, with: "superlearner")
    return .agrees("the shapes of what is handed on")
  }

  private func blend() async throws -> Agreement {
    let predicted = try shapes("blend_train_shapes").target
    let handed = try await handOn(
      BlendIndexer(testSize: .count(predicted)),
      [Learner(OLS(), named: "a"), Learner(OLS(offset: 100), named: "b")])
    try compareShapes(of: handed, with: "blend")
    var comparison = Comparison(tolerance: 1e-6)
    for (key, ours) in [("blend_train_X", handed.training.features), ("blend_new_X", handed.unseen)] {
      try comparison.compare(ours.matrix(), with: recorded.required(key).matrix(), in: key)
    }
    try comparison.compare(
      handed.training.target.copied().elements, with: recorded.required("blend_train_y").numbers(),
      in: "blend_train_y")
    return .agrees("\(comparison.count) numbers, largest error \(comparison.largestError.briefly)")
  }

  /// What the next learner gets: the examples to learn from, and the features of others.
  private struct Handed {
    let training: Dataset
    let unseen: Features
  }

  private func handOn(_ indexer: some Indexer, _ learners: [Learner]) async throws -> Handed {
    let (count, more) = (
      try shapes("superlearner_train_shapes").target, try shapes("superlearner_new_shapes").target
    )
    let training = try data.dataset(file: "diabetes.csv", rows: 0..<count)
    let unseen = try data.dataset(file: "diabetes.csv", rows: count..<count + more)
    let ensemble = StackedEnsemble(indexer: indexer, layers: [Layer(learners: learners)], meta: nil)
    let step = try await ensemble.fittedAsPreprocessing(to: training)
    return Handed(
      training: try step.appliedToTraining(training), unseen: try step.applied(to: unseen.features))
  }

  // MARK: - Shapes

  /// The recorded shapes of features and target, of which mlens drops a dimension of length one.
  private func shapes(_ key: String) throws -> (features: [Int], target: Int) {
    let node = try recorded.required(key)
    let shapes = try node.elements().map { try $0.integers() }
    guard shapes.count == 2, let rows = shapes[1].first, shapes[1].count == 1, rows > 0 else {
      throw node.error("must be the shapes of features and of a target")
    }
    return (shapes[0], rows)
  }

  private func compareShapes(of handed: Handed, with name: String) throws {
    for (key, features, rows) in [
      ("\(name)_train_shapes", handed.training.features, handed.training.rowCount),
      ("\(name)_new_shapes", handed.unseen, handed.unseen.rowCount),
    ] {
      let theirs = try shapes(key)
      let ours = [features.rowCount, features.columnCount]
      try requireEqual(
        ours, theirs.features.count == 1 ? theirs.features + [1] : theirs.features, at: key)
      try requireEqual(rows, theirs.target, at: key)
    }
  }
}
