import Ensembles

/// A single learner on an indexer: its fits, its output and its predictions.
///
/// What the indexer is stands in the name of a case alone, and which rows of which table in a sentence.
struct LearnerCase: Sendable {
  private let recorded: JSONObject
  private let indexer: any Indexer
  private let data: Rows

  static func cases(of root: JSONNode, named name: String, data: DataFolder) throws -> [Case] {
    let file = try root.object(keys: ["meta", "data", "cases"])
    let rows = try Rows(file.required("data"), folder: data)
    let members = try file.required("cases").members()
    let learners = members.filter { $0.key.hasPrefix("learner_") }.sorted { $0.key < $1.key }
    let others = members.filter { !$0.key.hasPrefix("learner_") }
    return try LayerCase.cases(of: others, named: name, data: rows)
      + learners.map { key, node in
        Case(name: "\(name)/\(key)") {
          let recorded = try node.object(keys: [
            "fit", "predict", "transform", "estimators", "output_columns", "feature_span", "scores",
          ])
          let indexer = try indexer(key.dropFirst("learner_".count), node)
          return try await LearnerCase(recorded: recorded, indexer: indexer, data: rows).run()
        }
      }
  }

  private static func indexer(_ words: Substring, _ node: JSONNode) throws -> any Indexer {
    if words == "full" { return FullIndexer() }
    if let match = words.wholeMatch(of: /fold(\d+)/), let folds = Int(match.1) {
      return FoldIndexer(folds: folds, assignment: .consecutive)
    }
    if let match = words.wholeMatch(of: /blend(\d+)/), let count = Int(match.1) {
      return BlendIndexer(testSize: .count(count))
    }
    if let match = words.wholeMatch(of: /blend(\d+\.\d+)/), let fraction = Double(match.1) {
      return BlendIndexer(testSize: .fraction(fraction))
    }
    if let match = words.wholeMatch(of: /subset(\d+)x(\d+)/), let partitions = Int(match.1),
      let folds = Int(match.2)
    {
      return SubsetIndexer(partitions: partitions, folds: folds)
    }
    if words.hasPrefix("temporal") { return try temporalIndexer(node) }
    throw node.error("names an indexer that this driver does not know")
  }

  /// The indexer that has the recorded folds, the first of which tell its parameters.
  ///
  /// Nothing else tells them. The rest of the folds shows whether they are right.
  private static func temporalIndexer(_ node: JSONNode) throws -> TemporalIndexer {
    let fits = try node.members()["estimators"]?.elements() ?? []
    let folds = try fits.compactMap { fit -> (train: Range<Int>, test: Range<Int>)? in
      let members = try fit.members()
      guard let test = members["out_index"], !test.isNull, let train = members["in_index"] else { return nil }
      guard let trained = try RecordedRanges(train).rows.ranges.first,
        let tested = try RecordedRanges(test).rows.ranges.first
      else { throw fit.error("has a fold without rows") }
      return (trained, tested)
    }
    guard let first = folds.first else {
      throw node.error("must have a fold that tells the indexer's parameters")
    }
    return TemporalIndexer(
      stepSize: first.test.count, burnIn: first.test.lowerBound,
      window: folds.dropFirst().first { $0.train.lowerBound > 0 }?.train.count,
      lag: first.test.lowerBound - first.train.upperBound)
  }

  private func run() async throws -> Agreement {
    let run = try await LearnerRun(
      named: "ols", indexer, to: data.training(), predicting: data.unseen().features)
    var comparison = Comparison(tolerance: 1e-6)
    try comparison.compare(run.output.matrix(), with: recorded.required("fit").matrix(), in: "fit")
    // mlens predicts the training rows again, by the fits that have not seen them.
    try comparison.compare(run.transformed, with: recorded.required("transform").matrix(), in: "transform")
    try comparison.compare(run.predicted, with: recorded.required("predict").matrix(), in: "predict")
    try run.compareScores(with: recorded.required("scores").elements(), &comparison)

    var coefficients = Comparison(tolerance: 1e-9)
    let fits = try run.compareFits(with: recorded.required("estimators").elements(), &coefficients)
    let columns = try recorded.required("output_columns").members().mapValues { try $0.integer() }
    try requireEqual(
      Dictionary(uniqueKeysWithValues: run.output.columnNames.indices.map { ("\($0)", $0) }), columns,
      at: "output_columns")
    try requireEqual(
      [0, run.output.columnNames.count], recorded.required("feature_span").integers(), at: "feature_span")
    return .agrees(
      "output, predictions, scores and \(fits) fits, largest error \(comparison.largestError.briefly), "
        + "of coefficients \(coefficients.largestError.briefly)")
  }

  /// Rows of a table, as in `diabetes rows 0..59 fit, 60..89 predict`.
  struct Rows: Sendable {
    private let folder: DataFolder
    private let file: String
    private let fitted: Range<Int>
    private let predicted: Range<Int>

    init(_ node: JSONNode, folder: DataFolder) throws {
      let sentence = /(\w+) rows (\d+)\.\.(\d+) fit, (\d+)\.\.(\d+) predict/
      guard let match = try node.text().wholeMatch(of: sentence),
        let fitted = Self.range(match.2, match.3), let predicted = Self.range(match.4, match.5)
      else { throw node.error("must be like “diabetes rows 0..59 fit, 60..89 predict”") }
      self.folder = folder
      file = "\(match.1).csv"
      self.fitted = fitted
      self.predicted = predicted
    }

    /// A range of which both ends are written.
    private static func range(_ first: Substring, _ last: Substring) -> Range<Int>? {
      guard let first = Int(first), let last = Int(last), first <= last, last < Int.max else { return nil }
      return first..<last + 1
    }

    func training() throws -> Dataset { try folder.dataset(file: file, rows: fitted) }

    func unseen() throws -> Dataset { try folder.dataset(file: file, rows: predicted) }
  }
}
