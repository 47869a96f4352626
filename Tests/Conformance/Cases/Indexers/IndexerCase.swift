import Ensembles

/// The rows that an indexer gives to each fit, or the error that it answers with.
struct IndexerCase: Sendable {
  private let className: String
  private let parameters: [String: JSONNode]
  private let rowCount: Int
  private let recorded: JSONObject

  static func cases(of root: JSONNode, named name: String) throws -> [Case] {
    let members = try root.object(keys: ["meta", "cases", "utilities"])
    return try (members.optional("cases")?.elements() ?? []).map { node in
      let item = try IndexerCase(node)
      return Case(name: "\(name)/\(item.title)") { try item.run() }
    }
  }

  private init(_ node: JSONNode) throws {
    recorded = try node.object(keys: [
      "indexer", "params", "n", "error", "folds", "folds_array", "partitions", "n_samples", "n_test_samples",
      "partitions_attr", "X", "partition_rule",
    ])
    className = try recorded.required("indexer").text()
    parameters = try recorded.required("params").members()
    rowCount = try recorded.required("n").integer()
  }

  private var title: String {
    let list = parameters.sorted { $0.key < $1.key }.map { name, node in
      "\(name): \((try? node.parameterValue().pythonSpelling) ?? "null")"
    }
    return "\(className)(\(list.joined(separator: ", "))) of \(rowCount) rows"
  }

  private func run() throws -> Agreement {
    // Whether mlens raises an error or warns: here nothing is a warning.
    let parameters = parameters.filter { $0.key != "raise_on_exception" }
    var plan: CrossFittingPlan?
    var refusal: ModelingError?
    do {
      plan = try IndexerChoice.indexer(named: className, parameters: parameters).plan(rowCount: rowCount)
    } catch let error as ModelingError {
      refusal = error
    }
    if let error = recorded.optional("error") {
      return try compare(refusal, withError: error.object(keys: ["type", "message"]))
    }
    if let bug = try bug() {
      try require(refusal, insteadOf: bug)
      return .fixes(bug: "\(bug); ours says: \(refusal?.message ?? "")")
    }
    if let refusal { throw Difference(place: "the plan", ours: "refused: \(refusal)", theirs: "one") }
    if let plan { try compare(plan) }
    return .agrees("folds, partitions and numbers of rows")
  }

  // MARK: - Refusals

  private func compare(_ refusal: ModelingError?, withError error: JSONObject) throws -> Agreement {
    let (type, message) = (try error.required("type").text(), try error.required("message").text())
    try require(refusal, insteadOf: "\(type): \(message)")
    guard type == "ValueError" else {
      return .fixes(bug: "it stops with \(type): \(message); ours says: \(refusal?.message ?? "")")
    }
    return .agrees("refused: \(refusal?.message ?? "")")
  }

  /// Checks that there is an error which names the culprit: a parameter or the number of rows.
  private func require(_ refusal: ModelingError?, insteadOf theirs: String) throws {
    guard let message = refusal?.message else {
      throw Difference(place: "the plan", ours: "one", theirs: "refused: \(theirs)")
    }
    let namesParameter = ["folds", "testSize", "trainSize"].contains { message.contains("“\($0)”") }
    guard namesParameter || message.contains("\(rowCount) row") else {
      throw CaseError("the error names neither a parameter nor the number of rows, \(rowCount): \(message)")
    }
  }

  /// What is wrong with the recorded plan, if it is one that no layer could be fitted by.
  private func bug() throws -> String? {
    try requireEqual(rowCount, recorded.required("n_samples").integer(), at: "n_samples")
    for fold in try folds() where !fold.train.isNull {
      let (train, test) = (try RecordedRanges(fold.train), try RecordedRanges(fold.test))
      if !train.areSound(rowCount: rowCount) { return "it learns from no rows or rows that are not there" }
      if !test.areSound(rowCount: rowCount) { return "it predicts no rows or rows that are not there" }
      if train == test { return "it predicts the rows that it has learned from" }
    }
    return nil
  }

  // MARK: - Plans

  private func compare(_ plan: CrossFittingPlan) throws {
    let folds = try folds()
    if folds.count == 1, folds[0].train.isNull {
      // mlens has one fold that means all rows; here final fits do without a fold.
      try requireEqual(plan.folds.count, 0, at: "the number of folds")
    } else {
      try requireEqual(plan.folds.count, folds.count, at: "the number of folds")
      for (index, (ours, theirs)) in zip(plan.folds, folds).enumerated() {
        try requireEqual(
          RecordedRanges(ours.train), RecordedRanges(theirs.train), at: "folds[\(index)].train")
        try requireEqual(RecordedRanges(ours.test), RecordedRanges(theirs.test), at: "folds[\(index)].test")
      }
      try compareArrays(of: plan)
    }

    let partitions = try recorded.required("partitions").elements()
    try requireEqual(plan.partitions.count, partitions.count, at: "the number of partitions")
    try requireEqual(
      plan.partitions.count, recorded.required("partitions_attr").integer(), at: "partitions_attr")
    let all = RecordedRanges(RangeSet(0..<rowCount))
    for (index, (ours, theirs)) in zip(plan.partitions, partitions).enumerated() {
      try requireEqual(
        RecordedRanges(ours), theirs.isNull ? all : RecordedRanges(theirs), at: "partitions[\(index)]")
    }
    try requireEqual(
      plan.outputRows.ranges.reduce(0) { $0 + $1.count }, recorded.required("n_test_samples").integer(),
      at: "n_test_samples")
  }

  private func compareArrays(of plan: CrossFittingPlan) throws {
    let arrays = try recorded.required("folds_array").elements()
    try requireEqual(plan.folds.count, arrays.count, at: "the number of folds_array")
    for (index, (fold, node)) in zip(plan.folds, arrays).enumerated() {
      let arrays = try node.object(keys: ["train", "test"])
      try requireEqual(
        fold.train.ranges.flatMap(Array.init), arrays.required("train").integers(),
        at: "folds_array[\(index)].train")
      try requireEqual(
        fold.test.ranges.flatMap(Array.init), arrays.required("test").integers(),
        at: "folds_array[\(index)].test")
    }
  }

  private func folds() throws -> [(train: JSONNode, test: JSONNode)] {
    // Both keys must be there; their values are null where mlens means all rows.
    try recorded.required("folds").elements().map { node in
      let fold = try node.object(keys: ["train", "test"])
      return (try fold.required("train"), try fold.required("test"))
    }
  }
}

extension ParameterValue {
  /// The value as Python spells it, which keeps a fraction apart from a count.
  fileprivate var pythonSpelling: String {
    if case .number(let value) = self { "\(value)" } else { description }
  }
}
