import Ensembles

/// Random search over parameters, and comparisons of learners, with the draws of the file.
///
/// The file has names and draws. The rest is the same for all cases: 3 folds of neighbouring rows of all of
/// `diabetes.csv`, a preprocessing `sc` that is a `Scale`, others that do nothing, and learners that are an `OLS`. Where
/// nothing was drawn, that called `b` has an offset: 1 where others have draws, and 100 where none has.
struct EvaluatorCase: Sendable {
  private let recorded: JSONObject
  private let data: DataFolder

  static func cases(of root: JSONNode, named name: String, data: DataFolder) throws -> [Case] {
    let file = try root.object(keys: ["meta", "scorer", "cases"])
    let scorer = try file.required("scorer")
    guard try scorer.text().contains("rmse") else {
      throw scorer.error("must be one that this driver knows: rmse")
    }
    return try file.required("cases").members().sorted { $0.key < $1.key }.map { key, node in
      let item = EvaluatorCase(
        recorded: try node.object(keys: ["columns", "params_drawn", "results", "raw"]), data: data)
      return Case(name: "\(name)/\(key)") { try await item.run() }
    }
  }

  /// A learner behind a preprocessing, as in `sc.a`.
  private struct Name: Hashable {
    let preprocessing: String?
    let learner: String

    init(_ text: some StringProtocol) {
      let dot = text.firstIndex(of: ".")
      preprocessing = dot.map { String(text[..<$0]) }
      learner = dot.map { String(text[text.index(after: $0)...]) } ?? String(text)
    }
  }

  private func run() async throws -> Agreement {
    let results = try recorded.required("results").members()
    let drawn = try recorded.optional("params_drawn")?.members()
    guard let names = try results["test_score-m"].map({ try $0.members().keys.sorted() }) else {
      throw CaseError("the results lack the key “test_score-m”")
    }
    if let drawn { try requireEqual(drawn.keys.sorted(), names, at: "params_drawn") }
    let evaluation = try await evaluation(of: names, drawn: drawn)

    var comparison = Comparison(tolerance: 1e-9)
    let best = Dictionary(
      uniqueKeysWithValues: evaluation.bestOfEach.map { trial in
        ([trial.preprocessing, trial.candidate].compactMap(\.self).joined(separator: "."), trial)
      })
    try compare(best, with: results, &comparison)
    if let raw = recorded.optional("raw") {
      let trials = Dictionary(uniqueKeysWithValues: evaluation.trials.map { ($0.name, $0) })
      try compare(trials, with: raw.members(), &comparison)
    }
    return .agrees("\(comparison.count) scores, largest error \(comparison.largestError.briefly)")
  }

  // MARK: - Evaluating

  private func evaluation(of names: [String], drawn: [String: JSONNode]?) async throws -> Evaluation {
    let evaluator = Evaluator(
      folds: FoldIndexer(folds: 3, assignment: .consecutive), scorers: [.rootMeanSquaredError])
    let candidates = try names.map { text in
      let name = Name(text)
      let offset = name.learner == "b" ? (drawn == nil ? 100.0 : 1) : 0
      let draws = try drawn?[text]?.elements().map { draw in
        try draw.members().mapValues { try $0.parameterValue() }
      }
      let after = name.preprocessing.map { [$0] } ?? []
      return draws.map { Candidate(OLS(offset: offset), named: name.learner, draws: $0, after: after) }
        ?? Candidate(OLS(offset: offset), named: name.learner, after: after)
    }
    let preprocessing = Set(names.compactMap { Name($0).preprocessing }).sorted().map { name in
      Transformer(named: name, Pipeline(name == "sc" ? [Scale()] : []))
    }
    let rows = try data.dataset(file: "diabetes.csv", rows: 0..<Int.max)
    return drawn == nil
      ? try await Benchmark(evaluator, candidates: candidates, preprocessing: preprocessing).evaluation(
        over: rows)
      : try await evaluator.evaluation(of: candidates, preprocessing: preprocessing, over: rows)
  }

  // MARK: - Comparing

  /// Compares trials by their names with columns of numbers.
  ///
  /// mlens has greater scores for better ones, and so less than nothing for errors.
  private func compare(
    _ trials: [String: TrialResult], with columns: [String: JSONNode], _ comparison: inout Comparison
  ) throws {
    for (column, node) in columns.sorted(by: { $0.key < $1.key }) {
      let theirs = try node.members()
      try requireEqual(trials.keys.sorted(), theirs.keys.sorted(), at: node.path)
      for (name, trial) in trials.sorted(by: { $0.key < $1.key }) {
        guard let value = theirs[name], let test = trial.test.first, let train = trial.train.first else {
          throw CaseError("the trial “\(name)” has no score")
        }
        switch column {
        case "test_score-m": try comparison.compare(-test.mean, with: value.number(), at: value.path)
        case "test_score-s": try comparison.compare(test.deviation, with: value.number(), at: value.path)
        case "train_score-m": try comparison.compare(-train.mean, with: value.number(), at: value.path)
        case "train_score-s": try comparison.compare(train.deviation, with: value.number(), at: value.path)
        case "params":
          let parameters = try value.members().mapValues { try $0.parameterValue() }
          try requireEqual(trial.parameters, parameters, at: value.path)
        default: throw node.error("is a column that this driver does not know")
        }
      }
    }
  }
}
