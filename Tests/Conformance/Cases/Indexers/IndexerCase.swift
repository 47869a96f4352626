import Arrays
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
      return Case(name: "\(name)/\(item.title)") {
        item.className == "ClusteredSubsetIndex" ? try item.runClustered() : try item.run()
      }
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

  /// The plan of this package, or why there is none.
  private func planned(
    by indexer: ([String: JSONNode]) throws -> any Indexer
  ) throws -> (plan: CrossFittingPlan?, refusal: ModelingError?) {
    // Whether mlens raises an error or warns: here nothing is a warning.
    let parameters = parameters.filter { $0.key != "raise_on_exception" }
    let features =
      try recorded.optional("X")?.matrix()
      ?? Matrix(column: [Double](repeating: 0, count: max(0, rowCount)))
    guard features.rowCount == rowCount else {
      throw CaseError("“X” has \(features.rowCount) rows, but “n” is \(rowCount)")
    }
    let data = try Dataset(features: features, target: [Double](repeating: 0, count: features.rowCount))
    do {
      return (try indexer(parameters).plan(for: data), nil)
    } catch let error as ModelingError {
      return (nil, error)
    }
  }

  private func run() throws -> Agreement {
    let (plan, refusal) = try planned { try IndexerChoice.indexer(named: className, parameters: $0) }
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

  // MARK: - Clusters

  /// Compares partitions by cluster, whose folds mlens has the wrong way round.
  ///
  /// There, a fold of a partition learns from the rows that it should predict, and predicts all others. Here it learns
  /// from the rest of its partition, and predicts those rows together with the folds of that number in the others.
  private func runClustered() throws -> Agreement {
    let (plan, refusal) = try planned(by: clusteredIndexer)
    if let error = recorded.optional("error") {
      return try compare(refusal, withError: error.object(keys: ["type", "message"]))
    }
    let folds = try folds()
    let partitions = try recorded.required("partitions").elements().map { try RecordedRanges($0).rows }
    guard !partitions.isEmpty, folds.count.isMultiple(of: partitions.count) else {
      throw CaseError("there are \(folds.count) folds for \(partitions.count) partitions")
    }
    let count = folds.count / partitions.count
    let parts = try folds.map { try RecordedRanges($0.train).rows }
    if count < 2 || parts.contains(where: \.isEmpty) {
      let bug = "it learns from no rows, or predicts none that it has not learned from"
      try require(refusal, insteadOf: bug)
      return .fixes(bug: "\(bug); ours says: \(refusal?.message ?? "")")
    }
    if let refusal { throw Difference(place: "the plan", ours: "refused: \(refusal)", theirs: "one") }
    guard let plan else { throw CaseError("there is neither a plan nor an error") }

    try comparePartitions(of: plan)
    try requireEqual(rowCount, recorded.required("n_samples").integer(), at: "n_samples")
    try requireEqual(
      RecordedRanges(plan.outputRows), RecordedRanges(RangeSet(0..<rowCount)), at: "the output")
    try requireEqual(plan.folds.count, folds.count, at: "the number of folds")
    for (index, (ours, theirs)) in zip(plan.folds, folds).enumerated() {
      let (partition, fold) = (index / count, index % count)
      try requireEqual(ours.partition, partition, at: "the partition of folds[\(index)]")
      try requireEqual(
        RecordedRanges(RangeSet(0..<rowCount).subtracting(parts[index])), RecordedRanges(theirs.test),
        at: "all rows but those of folds[\(index)].train")
      try requireEqual(
        RecordedRanges(ours.train), RecordedRanges(partitions[partition].subtracting(parts[index])),
        at: "the rest of the partition of folds[\(index)]")
      let sameNumber = stride(from: fold, to: folds.count, by: count).map { parts[$0] }
      try requireEqual(
        RecordedRanges(ours.test), RecordedRanges(sameNumber.reduce(RangeSet()) { $0.union($1) }),
        at: "the rows of fold \(fold) of all partitions")
    }
    return .fixes(
      bug:
        "a fold of a cluster learns from the rows that it should predict, and predicts all others; ours has the "
        + "same partitions, and \(folds.count) folds that learn from the rest of their partition")
  }

  /// An indexer whose clusters are those of the rule that a case gives in words.
  private func clusteredIndexer(_ parameters: [String: JSONNode]) throws -> any Indexer {
    var parameters = parameters
    // mlens does not look at it either: there are as many partitions as labels.
    parameters.removeValue(forKey: "partitions")
    let rule = try recorded.required("partition_rule").text()
    guard let match = rule.wholeMatch(of: /label = X\[:,\s*(\d+)\] > (-?[\d.]+)/), let column = Int(match.1),
      let threshold = Double(match.2)
    else { throw UnsupportedFeature("partition rule \(rule)") }
    let clustering = ThresholdPartitioner(column: column, thresholds: [threshold])
    return try IndexerChoice.configured(
      ClusteredSubsetIndexer(clustering: clustering, folds: 2), parameters)
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

  /// Checks that there is an error which names the culprit: a parameter, the partitioner or the number
  /// of rows.
  private func require(_ refusal: ModelingError?, insteadOf theirs: String) throws {
    guard let message = refusal?.message else {
      throw Difference(place: "the plan", ours: "one", theirs: "refused: \(theirs)")
    }
    let namesCulprit = Self.culprits.contains { message.contains("“\($0)”") }
    guard namesCulprit || message.contains("\(rowCount) row") else {
      throw CaseError(
        "the error names no parameter, no partitioner and not the number of rows, \(rowCount): \(message)")
    }
  }

  private static let culprits = [
    "folds", "testSize", "trainSize", "partitions", "stepSize", "burnIn", "window", "lag",
    ThresholdPartitioner.typeName,
  ]

  /// What is wrong with the recorded plan, if it is one that no layer could be fitted by.
  private func bug() throws -> String? {
    try requireEqual(rowCount, recorded.required("n_samples").integer(), at: "n_samples")
    let folds = try folds()
    if folds.isEmpty { return "it predicts no rows" }
    for fold in folds where !fold.train.isNull {
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

    try comparePartitions(of: plan)
    try requireEqual(
      plan.outputRows.ranges.reduce(0) { $0 + $1.count }, recorded.required("n_test_samples").integer(),
      at: "n_test_samples")
  }

  private func comparePartitions(of plan: CrossFittingPlan) throws {
    let partitions = try recorded.required("partitions").elements()
    try requireEqual(plan.partitions.count, partitions.count, at: "the number of partitions")
    try requireEqual(
      plan.partitions.count, recorded.required("partitions_attr").integer(), at: "partitions_attr")
    let all = RecordedRanges(RangeSet(0..<rowCount))
    for (index, (ours, theirs)) in zip(plan.partitions, partitions).enumerated() {
      try requireEqual(
        RecordedRanges(ours), theirs.isNull ? all : RecordedRanges(theirs), at: "partitions[\(index)]")
    }
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
