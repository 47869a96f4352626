import Ensembles

/// The tutorial of mlens' parallel engine.
struct TutorialCase: Sendable {
  private let recorded: JSONObject
  private let features: Matrix<Double>
  private let target: [Double]
  private let folds: Int

  static func cases(of root: JSONNode, named name: String) throws -> [Case] {
    let tutorial = try TutorialCase(root)
    let parts: [(key: String, run: @Sendable (JSONNode) async throws -> Agreement)] = [
      ("map", tutorial.map),
      ("stack", { _ in throw UnsupportedFeature("processing: stack") }),
      ("process", { _ in throw UnsupportedFeature("processing: process") }),
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

  private func learnerRun() async throws -> LearnerRun {
    if let digits = try recorded.optional("y_hex")?.elements() {
      try requireEqual(target.map(Optional.some), digits.map { Double(try $0.text()) }, at: "y")
    }
    return try await LearnerRun(
      named: "ols", FoldIndexer(folds: folds, assignment: .consecutive),
      to: Dataset(features: features, target: target))
  }

  private func map(_ node: JSONNode) async throws -> Agreement {
    let run = try await learnerRun()
    var coefficients = Comparison(tolerance: 1e-9)
    let fits = try run.compareFits(with: recorded.required("map_learners").elements(), &coefficients)
    return try compare(run.output.matrix, with: node)
      .adding("\(fits) fits, largest error of coefficients \(coefficients.largestError.briefly)")
  }

  private func predict(_ node: JSONNode) async throws -> Agreement {
    let model = try await learnerRun().model
    return try compare(await model.predictionMatrix(from: features), with: node)
  }

  private func transform(_ node: JSONNode) async throws -> Agreement {
    try compare(await learnerRun().output.matrix, with: node)
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
