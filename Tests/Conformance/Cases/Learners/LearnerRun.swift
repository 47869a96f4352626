import Ensembles
import Estimators

/// One `OLS` fitted by itself in a processing session, as the low-level parts of mlens do it.
struct LearnerRun {
  /// One fit as mlens lists it.
  private struct Fit {
    /// The name, the partition and the fold, joined by dots.
    ///
    /// Folds count from 1; 0 is the fit to all rows.
    let name: String
    let index: [Int]
    let rows: RangeSet<Int>
    let predictedRows: RangeSet<Int>?
    let coefficients: [Double]
  }

  /// What the fit gave.
  let output: TaskOutput
  /// What the fitted learner gives for the same rows again.
  let transformed: Matrix<Double>
  /// What it gives for other rows.
  let predicted: Matrix<Double>
  private let scores: [Double]
  private let plan: CrossFittingPlan
  private let fits: [Fit]

  /// Fits, transforms and predicts.
  init(
    named name: String, _ indexer: any Indexer, to data: Dataset, predicting unseen: Features
  ) async throws {
    (output, transformed, predicted, scores) = try await withProcessing(indexer: indexer) { session in
      let fitted = try await session.map(Learner(OLS(), named: name), fittedTo: data)
      let transformed = try await session.map(fitted.graph, transforming: data)
      let predicted = try await session.map(fitted.graph, predicting: unseen)
      return (
        fitted.outputs[0], transformed[0].matrix(), predicted[0].matrix(), fitted.scores.flatMap(\.scores)
      )
    }
    let plan = try indexer.plan(for: data)
    self.plan = plan

    func fit(_ index: [Int], _ rows: RangeSet<Int>, _ predicted: RangeSet<Int>?) throws -> Fit {
      Fit(
        name: "\(name).\(index[0]).\(index[1])", index: index, rows: rows, predictedRows: predicted,
        coefficients: try OLS().fitted(to: data.rows(rows)).coefficients.elements)
    }
    let foldCount = plan.folds.count / plan.partitions.count
    fits =
      try plan.partitions.enumerated().map { try fit([$0, 0], $1, nil) }
      + plan.folds.enumerated().map { try fit([$1.partition, $0 % foldCount + 1], $1.train, $1.test) }
  }

  /// Compares the fits, their rows and their coefficients.
  ///
  /// - Returns: How many have been compared.
  func compareFits(with nodes: [JSONNode], _ comparison: inout Comparison) throws -> Int {
    // A fit without folds is listed by mlens twice, once as a learner and once as its own sub-learner.
    let fits = plan.folds.isEmpty ? self.fits + self.fits : self.fits
    try requireEqual(fits.count, nodes.count, at: "the number of fits")
    for (ours, node) in zip(fits, nodes) {
      let theirs = try node.object(keys: ["name", "index", "in_index", "out_index", "coef"])
      try requireEqual(ours.name, theirs.required("name").text(), at: "\(node.path).name")
      try requireEqual(ours.index, theirs.required("index").integers(), at: "\(node.path).index")
      let all = RecordedRanges(RangeSet(0..<plan.rowCount))
      try requireEqual(
        RecordedRanges(ours.rows), theirs.optional("in_index").map(RecordedRanges.init) ?? all,
        at: "\(node.path).in_index")
      try requireEqual(
        ours.predictedRows.map { RecordedRanges($0) }, theirs.optional("out_index").map(RecordedRanges.init),
        at: "\(node.path).out_index")
      try comparison.compare(
        ours.coefficients, with: theirs.required("coef").numbers(), in: "\(node.path).coef")
    }
    return fits.count
  }

  /// Compares the scores of the folds of all partitions, each with the name of its fit.
  ///
  /// A fit without folds has none.
  func compareScores(with nodes: [JSONNode], _ comparison: inout Comparison) throws {
    guard !plan.folds.isEmpty else {
      try requireEqual(scores.count, 0, at: "the number of scores")
      for node in nodes {
        try requireEqual(true, node.elements().last?.isNull ?? false, at: "\(node.path) is null")
      }
      return
    }
    let names = fits.compactMap { $0.predictedRows == nil ? nil : $0.name }
    try requireEqual(scores.count, nodes.count, at: "the number of scores")
    for (index, node) in nodes.enumerated() {
      let pair = try node.elements()
      guard pair.count == 2 else { throw node.error("must be a name and a score") }
      try requireEqual(names[index], pair[0].text(), at: "\(node.path)[0]")
      try comparison.compare(scores[index], with: pair[1].number(), at: "\(node.path)[1]")
    }
  }
}
