import Ensembles

/// Mistakes that mlens answers with an error, made with this package.
///
/// The file has the errors alone. What was done wrong follows from the names of the cases and from the messages.
enum ErrorCase {
  static func cases(of node: JSONNode, named name: String) throws -> [Case] {
    try node.members().sorted { $0.key < $1.key }.map { key, node in
      Case(name: "\(name)/\(key)") {
        let recorded = try node.object(keys: ["type", "message"])
        _ = try recorded.required("type").text()
        return try await run(key, insteadOf: recorded.required("message").text())
      }
    }
  }

  private static func run(_ key: String, insteadOf message: String) async throws -> Agreement {
    let learners = [Learner(OLS(), named: "a")]
    let layer = Layer(learners: learners)
    switch key {
    case "empty_ensemble_fit":
      return try await refusal(naming: "layer", insteadOf: message) { try await fit([]) }
    case "folds_gt_samples", "folds_1", "blend_bad_size":
      return try await refusal(naming: "fold", "blend", insteadOf: message) {
        try await fit([layer], by: indexer(in: message, of: key), rows: 10)
      }
    case "dup_name_in_stack":
      let group = LearnerGroup(named: "g", learners: learners)
      let twin = LearnerGroup(named: "g", learners: [Learner(OLS(), named: "b")])
      return try await refusal(naming: "“g”", insteadOf: message) {
        try await fit([Layer(groups: [group, twin])])
      }
    case "est_dict_without_prep", "prep_est_mismatch":
      let others = key == "prep_est_mismatch" ? [Transformer(named: "b", Pipeline([Scale()]))] : []
      let mismatched = Layer(learners: [Learner(OLS(), after: "a")], transformers: others)
      return try await refusal(naming: "“a”", insteadOf: message) { try await fit([mismatched]) }
    case "sequential_bad_cls":
      return try await refusal(naming: "“unheard-of”", insteadOf: message) {
        _ = try IndexerCatalogue.type(named: "unheard-of")
      }
    case "predict_fewer_rows_than_folds":
      let ensemble = StackedEnsemble(indexer: FoldIndexer(folds: 3), layers: [layer], meta: nil)
      let model = try await ensemble.fitted(to: data(rows: 12))
      let predictions = try await model.predictions(from: data(rows: 2).features)
      try requireEqual(predictions.count, 2, at: "the number of predictions")
      return .fixes(bug: "it refuses to predict: \(message); ours predicts any number of rows")
    case "est_class_not_instance", "evaluator_bad_scorer",
      "model_selection_transform_without_y", "multiprocessing_path_dict", "not_an_estimator",
      "predict_before_fit", "process_uninitialised":
      throw UnsupportedFeature("errors that the compiler finds")
    default: throw CaseError("“\(key)” is no mistake that this driver can make")
    }
  }

  /// The indexer that an error complains about, with the numbers of its message.
  private static func indexer(in message: String, of key: String) throws -> any Indexer {
    guard key != "folds_1" else { return FoldIndexer(folds: 1) }
    guard let number = message.firstMatch(of: /\d+/).flatMap({ Int($0.0) }) else {
      throw CaseError("“\(message)” has no number")
    }
    return key == "folds_gt_samples" ? FoldIndexer(folds: number) : BlendIndexer(testSize: .count(number))
  }

  private static func data(rows: Int) throws -> Dataset {
    try Dataset(
      features: Matrix(rowCount: rows, columnCount: 2, elements: (0..<rows * 2).map { Double($0 * $0 % 11) }),
      target: (0..<rows).map(Double.init))
  }

  private static func fit(
    _ layers: [Layer], by indexer: some Indexer = FoldIndexer(folds: 2), rows: Int = 12
  ) async throws {
    _ = try await StackedEnsemble(indexer: indexer, layers: layers, meta: nil).fitted(to: data(rows: rows))
  }

  /// Checks that there is an error whose message has one of some words.
  private static func refusal(
    naming words: String..., insteadOf message: String, _ body: () async throws -> Void
  ) async throws -> Agreement {
    do {
      try await body()
    } catch let error as ModelingError {
      guard words.contains(where: { error.message.contains($0) }) else {
        throw Difference(place: "the error", ours: error.message, theirs: message)
      }
      return .agrees("refused: \(error.message)")
    }
    throw Difference(place: "what was done", ours: "fine", theirs: "refused: \(message)")
  }
}
