import Ensembles
import Estimators

/// The tutorial of mlens' parallel engine, step by step in processing sessions.
struct TutorialCase: Sendable {
  private let recorded: JSONObject
  private let features: Matrix<Double>
  private let target: [Double]
  private let folds: Int

  static func cases(of root: JSONNode, named name: String) throws -> [Case] {
    let tutorial = try TutorialCase(root)
    let parts: [(key: String, run: @Sendable (JSONNode) async throws -> Agreement)] = [
      ("map", tutorial.map),
      ("stack", tutorial.stack), ("process", tutorial.process),
      ("context_predict_return_preds", tutorial.predict),
      ("context_transform_return_preds", tutorial.transform),
    ]
    return parts.compactMap { part in
      tutorial.recorded.optional(part.key).map { node in
        Case(name: "\(name)/\(part.key)") { try await part.run(node) }
      }
    }
  }

  private init(_ root: JSONNode) throws {
    recorded = try root.object(keys: [
      "meta", "note", "X", "y", "y_hex", "folds", "map", "map_dtype", "map_learners", "stack", "stack_dtype",
      "stack_learners", "stack_layer_preds", "stack_design_matrices", "initialize_out", "process",
      "context_predict_default_return", "context_predict_return_preds", "context_transform_return_preds",
    ])
    features = try recorded.required("X").matrix()
    target = try recorded.required("y").numbers()
    folds = try recorded.required("folds").integer()
  }

  private func data() throws -> Dataset {
    if let digits = try recorded.optional("y_hex")?.elements() {
      try requireEqual(target.map(Optional.some), digits.map { Double(try $0.text()) }, at: "y")
    }
    return try Dataset(features: features, target: target)
  }

  private var indexer: FoldIndexer { FoldIndexer(folds: folds, assignment: .consecutive) }

  private func learnerRun() async throws -> LearnerRun {
    try await LearnerRun(named: "ols", indexer, to: data(), predicting: Features(features))
  }

  private func map(_ node: JSONNode) async throws -> Agreement {
    let run = try await learnerRun()
    var coefficients = Comparison(tolerance: 1e-9)
    let fits = try run.compareFits(with: recorded.required("map_learners").elements(), &coefficients)
    return try compare(run.output.matrix(), with: node)
      .adding("\(fits) fits, largest error of coefficients \(coefficients.largestError.briefly)")
  }

  /// The last of several learners, each of which sees how far the one before was from the target.
  private func stack(_ node: JSONNode) async throws -> Agreement {
    let recordedOutputs = try recorded.required("stack_layer_preds").members()
    for ours in try await stackedOutputs(.all) {
      guard let theirs = recordedOutputs[ours.task] else { throw node.error("lacks “\(ours.task)”") }
      _ = try compare(ours.matrix(), with: theirs)
    }
    guard let last = try await stackedOutputs(.last).first else {
      throw CaseError("there is no learner in the stack")
    }
    let (fits, error) = try compareStackedFits()
    return try compare(last.matrix(), with: node)
      .adding("\(fits) fits, largest error of coefficients \(error.briefly)")
  }

  /// The outputs of the learners that were asked for.
  private func process(_ node: JSONNode) async throws -> Agreement {
    let names = try recorded.required("initialize_out").object(keys: ["return_names", "return_final"])
      .required("return_names").elements().map { try $0.text() }
    let outputs = try await stackedOutputs(.named(names))
    let matrices = try node.elements()
    try requireEqual(outputs.map(\.task), names, at: "the names of the outputs")
    try requireEqual(outputs.count, matrices.count, at: "the number of outputs")
    for (ours, theirs) in zip(outputs, matrices) { _ = try compare(ours.matrix(), with: theirs) }
    return .agrees("the outputs of \(names.joined(separator: " and "))")
  }

  // MARK: - The stack

  /// The names of the learners in order: those which have an output.
  private func stackedNames() throws -> [String] {
    try recorded.required("stack_layer_preds").members().keys.sorted()
  }

  /// What learners of the stack predict for rows that they have not seen.
  private func stackedOutputs(_ selection: TaskSelection) async throws -> [TaskOutput] {
    let tasks: [any GraphNode] = try stackedNames().enumerated().flatMap { place, name -> [any GraphNode] in
      guard place > 0 else { return [Learner(OLS(), named: name)] }
      let errors = Transformer(named: "errors-of-\(name)", Pipeline([PredictionErrors()]))
      return [errors, Learner(OLS(), named: name, after: errors.name)]
    }
    return try await withProcessing(indexer: indexer) { session in
      try await session.stack(tasks, fittedTo: data(), returning: selection, caches: .shared).outputs
    }
  }

  /// Compares the coefficients of every fit to what the learner before was recorded to have predicted.
  private func compareStackedFits() throws -> (count: Int, largestError: Double) {
    var comparison = Comparison(tolerance: 1e-6)
    let learners = try recorded.optional("stack_learners")?.members() ?? [:]
    let predictions = try recorded.required("stack_layer_preds").members()
    var input = features
    var count = 0
    for (place, name) in try stackedNames().enumerated() {
      let data = try Dataset(features: input, target: target)
      for node in try learners[name]?.elements() ?? [] {
        let members = try node.members()
        let rows = try members["in_index"].flatMap { $0.isNull ? nil : $0 }.map {
          try RecordedRanges($0).rows
        }
        let part = data.rows(rows ?? RangeSet(0..<data.rowCount))
        let seen = place == 0 ? part : try PredictionErrors.Fitted().applied(to: part)
        guard let theirs = members["coef"] else { throw node.error("lacks the key “coef”") }
        try comparison.compare(
          OLS().fitted(to: seen).coefficients.elements, with: theirs.numbers(), in: theirs.path)
        count += 1
      }
      if let output = predictions[name] { input = try output.matrix() }
    }
    return (count, comparison.largestError)
  }

  private func predict(_ node: JSONNode) async throws -> Agreement {
    try compare(await learnerRun().predicted, with: node)
  }

  private func transform(_ node: JSONNode) async throws -> Agreement {
    try compare(await learnerRun().transformed, with: node)
  }

  private func compare(_ ours: Matrix<Double>, with node: JSONNode) throws -> Agreement {
    let theirs = try node.matrix()
    var comparison = Comparison(tolerance: 1e-6)
    try comparison.compare(ours, with: theirs, in: node.path)
    let equal = zip(ours.elements, theirs.elements).count { Double(Float($0)) == $1 }
    return .agrees(
      "\(equal) of \(theirs.elements.count) predictions are equal as Float, largest error "
        + comparison.largestError.briefly)
  }
}

extension Agreement {
  fileprivate func adding(_ more: String) -> Agreement {
    if case .agrees(let what) = self { .agrees("\(what); \(more)") } else { self }
  }
}
