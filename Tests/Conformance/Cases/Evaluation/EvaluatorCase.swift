/// Random search over parameters, and comparisons of learners.
enum EvaluatorCase {
  static func cases(of root: JSONNode, named name: String) throws -> [Case] {
    let file = try root.object(keys: ["meta", "scorer", "cases"])
    return try file.required("cases").members().keys.sorted().map { key in
      Case(name: "\(name)/\(key)") { throw UnsupportedFeature("evaluator") }
    }
  }
}
