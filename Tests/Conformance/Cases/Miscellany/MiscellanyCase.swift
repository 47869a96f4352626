import Estimators

/// Measures, single preprocessing steps, and how mlens names and prints things.
enum MiscellanyCase {
  /// The keys of a file, each of which may be missing.
  static let sections: Set = [
    "errors", "metrics", "model_selection", "naming", "shift", "tables", "verbose",
  ]

  static func cases(of root: JSONNode, named name: String, data: DataFolder) throws -> [Case] {
    let file = try root.object(keys: sections.union(["meta"]))
    var cases: [Case] = []
    if let node = file.optional("metrics") { cases += try metrics(node, named: name) }
    if let node = file.optional("shift") { cases.append(Case(name: "\(name)/shift") { try shift(node) }) }
    if let node = file.optional("errors") { cases += try ErrorCase.cases(of: node, named: "\(name)/errors") }
    if let node = file.optional("naming") { cases += try NamingCase.cases(of: node, named: "\(name)/naming") }
    if let node = file.optional("tables") { cases += try TableCase.cases(of: node, named: "\(name)/tables") }
    if let node = file.optional("model_selection") {
      cases += try ModelSelectionCase.cases(of: node, named: "\(name)/model_selection", data: data)
    }
    if file.optional("verbose") != nil {
      cases.append(Case(name: "\(name)/verbose") { throw UnsupportedFeature("progress texts") })
    }
    return cases
  }

  private static func metrics(_ node: JSONNode, named name: String) throws -> [Case] {
    let members = try node.members()
    return members.keys.filter { $0 != "y" && $0 != "p" }.sorted().map { key in
      Case(name: "\(name)/metrics/\(key)") {
        let item = try node.object(keys: Set(members.keys))
        guard let scorer = Scorer.all.first(where: { $0.name == key }) else {
          throw UnsupportedFeature("metric \(key)")
        }
        let (truth, predictions) = (try item.required("y").numbers(), try item.required("p").numbers())
        guard !truth.isEmpty, truth.count == predictions.count else {
          throw node.error("must have as many predictions as truths, and at least one")
        }
        var comparison = Comparison(tolerance: 1e-12)
        try comparison.compare(
          scorer.score(of: predictions, against: truth), with: item.required(key).number(), at: key)
        return .agrees("one score, largest error \(comparison.largestError.briefly)")
      }
    }
  }

  private static func shift(_ node: JSONNode) throws -> Agreement {
    let item = try node.object(keys: ["X", "s", "out"])
    let features = Matrix(column: try item.required("X").numbers())
    let data = try Dataset(features: features, target: features.elements)
    let shifted = try Shift(by: item.required("s").integer()).fitted(to: data).applied(to: features)
    var comparison = Comparison(tolerance: 0)
    try comparison.compare(shifted.matrix().elements, with: item.required("out").numbers(), in: "out")
    return .agrees("\(comparison.count) numbers are equal")
  }
}
