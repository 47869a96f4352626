import Ensembles

/// The names of learners that were given in Python, and their order.
enum NamingCase {
  static func cases(of node: JSONNode, named name: String) throws -> [Case] {
    try node.elements().map { node in
      let item = try node.object(keys: ["spec", "learners", "transformers"])
      let spec = try item.required("spec").text()
      return Case(name: "\(name)/\(spec)") { try await run(spec, item) }
    }
  }

  private static func run(_ spec: String, _ recorded: JSONObject) async throws -> Agreement {
    let naming = try LayerNaming(layer(spec), isNamedThroughout: false)
    let learners = try recorded.required("learners").elements().map { pair in
      let pair = try pair.elements()
      guard pair.count == 2 else { throw CaseError("a learner must have a case and a name") }
      return [pair[0].isNull ? nil : try pair[0].text(), try pair[1].text()].compactMap(\.self)
    }
    try requireEqual(
      naming.columns.map(\.recordedName), learners.map { $0.joined(separator: ".") },
      at: "the learners of “\(spec)”")
    let transformers = naming.group.transformers.filter { !$0.pipeline.steps.isEmpty }.map(\.name).sorted()
    try requireEqual(
      transformers, recorded.required("transformers").elements().map { try $0.text() }.sorted(),
      at: "the transformers of “\(spec)”")

    // The columns of a fit show that this package keeps the names and orders the learners in the same way.
    let features = Matrix(rowCount: 6, columnCount: 2, elements: (0..<12).map { Double($0 * $0 % 7) })
    let data = try Dataset(features: features, target: [0, 1, 1, 0, 1, 0])
    let ensemble = StackedEnsemble(
      indexer: FullIndexer(), layers: [Layer(groups: [naming.group])], meta: nil)
    let output = try await ensemble.fittedWithOutputs(to: data).outputs[0]
    try requireEqual(
      output.columnNames,
      naming.columns.map { [$0.caseName, $0.name].compactMap(\.self).joined(separator: ".") },
      at: "the columns of “\(spec)”")
    return .agrees("\(learners.count) names in their order")
  }

  // MARK: - What was given

  /// The layer of a specification such as `[('My Model',OLS()),OLS()]+[Scale()]`, `12 x OLS` or `dict`.
  ///
  /// Of the last, only the name is in the file: it has a case “Case One” of two `OLS` after a `Scale`, and a case
  /// without steps of one.
  private static func layer(_ spec: String) throws -> EnsembleRecipe.Layer {
    if spec == "dict" {
      return layer([
        .init(name: "Case One", steps: [Scale()], learners: [member("OLS"), member("OLS")]),
        .init(name: "b", steps: [], learners: [member("OLS")]),
      ])
    }
    if let match = spec.wholeMatch(of: /(\d+) x (\w+)/), let count = Int(match.1), count <= 1000 {
      return layer([.init(steps: [], learners: (0..<count).map { _ in member(match.2) })])
    }
    guard let match = spec.wholeMatch(of: /\[([^\[\]]+)\](?:\+\[([^\[\]]*)\])?/) else {
      throw CaseError("“\(spec)” is no list of learners that this driver can read")
    }
    let steps = try (match.2 ?? "").split(separator: ",").map { step -> any Preprocessor in
      guard step == "Scale()" else { throw UnsupportedFeature("preprocessing \(step)") }
      return Scale()
    }
    return layer([.init(steps: steps, learners: try learners(match.1))])
  }

  private static func layer(_ cases: [EnsembleRecipe.PreprocessingCase]) -> EnsembleRecipe.Layer {
    EnsembleRecipe.Layer(
      cases: cases, propagatedColumns: [], predictsProbabilities: false, indexParameters: [:])
  }

  private static func learners(_ list: Substring) throws -> [EnsembleRecipe.Member] {
    var rest = list
    var learners: [EnsembleRecipe.Member] = []
    while !rest.isEmpty {
      guard let match = rest.prefixMatch(of: /\s*(?:\('([^']*)',\s*(\w+)(?:\(\))?\)|(\w+)(?:\(\))?)\s*,?/)
      else {
        throw CaseError("“\(rest)” is no learner that this driver can read")
      }
      learners.append(match.3.map { member($0) } ?? member(match.2 ?? "", named: match.1))
      rest = rest[match.range.upperBound...]
    }
    return learners
  }

  /// A learner, which is named after its class if it was given without a name.
  private static func member(
    _ className: Substring, named name: Substring? = nil
  ) -> EnsembleRecipe.Member {
    // `Lr` stands for a logistic regression.
    let isOLS = className == "OLS"
    return EnsembleRecipe.Member(
      name: name.map(String.init) ?? (isOLS ? "ols" : "logisticregression"),
      estimator: isOLS ? OLS() : LabelRegression())
  }
}
