extension Report: CustomStringConvertible {
  /// A table with a line for each learner, and what else there is to say.
  public var description: String {
    ([scoreTable] + weightTables + notes).joined(separator: "\n\n")
  }

  private var scoreTable: String {
    // Layers may have measures of their own, which then stand in the lines.
    let isUniform = learners.allSatisfy { ($0.scorer ?? scorer) == scorer }
    let header =
      ["layer", "learner"] + (isUniform ? [scorer] : ["scorer", "score"]) + ["± folds", "fit", "predict"]
    let rows = learners.map { entry in
      [entry.layer, entry.learner] + (isUniform ? [] : [entry.scorer ?? scorer]) + [
        entry.mean.map(TextTable.number) ?? "–", entry.deviation.map(TextTable.number) ?? "–",
        Self.meanTime(entry.fitTimes), Self.meanTime(entry.predictionTimes),
      ]
    }
    return TextTable(header: header, rows: rows, leftAligned: isUniform ? [0, 1] : [0, 1, 2]).description
  }

  private var weightTables: [String] {
    weights.map { entry in
      let width = entry.weights.first?.count ?? 0
      let header = ["weights of \(entry.learner)"] + (width == 1 ? [""] : (0..<width).map { "[\($0)]" })
      let rows = zip(entry.inputs, entry.weights).map { [$0] + $1.map(TextTable.number) }
      return TextTable(header: header, rows: rows, leftAligned: [0]).description
    }
  }

  private var notes: [String] {
    let lines =
      dropped.map { "dropped: “\($0.learner)” of \($0.layer), because \($0.reason)" }
      + learners.compactMap { entry in
        entry.withoutScore.map {
          "without a score in some fold: “\(entry.learner)” of \(entry.layer), because \($0)"
        }
      }
    return lines.isEmpty ? [] : [lines.joined(separator: "\n")]
  }

  private static func meanTime(_ times: [Duration]) -> String {
    guard !times.isEmpty else { return "–" }
    return TextTable.time(seconds: times.reduce(0) { $0 + $1 / .seconds(1) } / Double(times.count))
  }
}
