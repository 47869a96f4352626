import Ensembles
import Estimators

/// An ensemble as a case file describes it.
struct EnsembleRecipe: Sendable {
  struct Layer: Sendable {
    var cases: [PreprocessingCase]
    var propagatedColumns: [Int]
    var predictsProbabilities: Bool
    var indexParameters: [String: JSONNode]
  }

  /// Learners and what is done to the features that they see.
  struct PreprocessingCase: Sendable {
    /// Nil where a layer has one list of learners and no names for cases.
    var name: String?
    var steps: [any Preprocessor]
    var learners: [Member]
  }

  struct Member: Sendable {
    var name: String
    var estimator: any Estimator
  }

  let dataFile: String
  let trainingRows: Range<Int>
  let predictedRows: Range<Int>
  let className: String
  let indexParameters: [String: JSONNode]
  let layers: [Layer]
  let meta: (any Estimator)?
  let metaPredictsProbabilities: Bool
  /// Whether some layer predicts probabilities, so that its learners must know the target to be labels.
  let needsClasses: Bool
  /// Whether the target are labels, for which mlens was not asked for scores.
  let isClassification: Bool

  init(_ node: JSONNode) throws {
    let recipe = try node.object(keys: ["name", "data", "ensemble", "layers", "meta", "classification"])
    _ = try recipe.required("name").text()
    let data = try recipe.required("data").object(keys: ["file", "train", "predict"])
    dataFile = try data.required("file").text()
    trainingRows = try Self.rows(data.required("train"))
    predictedRows = try Self.rows(data.required("predict"))

    let ensemble = try recipe.required("ensemble")
    var parameters = try ensemble.members()
    guard let className = try parameters.removeValue(forKey: "class")?.text() else {
      throw ensemble.error("lacks the key “class”")
    }
    self.className = className
    indexParameters = parameters

    let layers = try recipe.required("layers").elements()
    let meta = recipe.optional("meta")
    let needsClasses = try (layers + [meta].compactMap(\.self)).contains {
      try $0.members()["proba"]?.flag() ?? false
    }
    self.needsClasses = needsClasses
    self.layers = try layers.map { try Self.layer($0, ofClasses: needsClasses) }
    self.meta = try meta.map { try Self.estimator($0, moreKeys: ["proba"], ofClasses: needsClasses) }
    metaPredictsProbabilities = try meta?.members()["proba"]?.flag() ?? false
    isClassification = try recipe.optional("classification")?.flag() ?? false
  }

  private static func rows(_ node: JSONNode) throws -> Range<Int> {
    let bounds = try node.integers()
    guard bounds.count == 2, 0 <= bounds[0], bounds[0] <= bounds[1] else {
      throw node.error("must be the first row and the one after the last")
    }
    return bounds[0]..<bounds[1]
  }

  private static func layer(_ node: JSONNode, ofClasses: Bool) throws -> Layer {
    let layer = try node.object(keys: ["cases", "propagate", "proba", "index"])
    return Layer(
      cases: try layer.required("cases").elements().map {
        try preprocessingCase($0, ofClasses: ofClasses)
      },
      propagatedColumns: try layer.optional("propagate")?.integers() ?? [],
      predictsProbabilities: try layer.optional("proba")?.flag() ?? false,
      indexParameters: try layer.optional("index")?.members() ?? [:])
  }

  private static func preprocessingCase(_ node: JSONNode, ofClasses: Bool) throws -> PreprocessingCase {
    let item = try node.object(keys: ["name", "preprocessing", "learners"])
    return PreprocessingCase(
      name: try item.optional("name")?.text(),
      steps: try (item.optional("preprocessing")?.elements() ?? []).map(step),
      learners: try item.required("learners").elements().map { node in
        Member(
          name: try node.object(keys: ["name", "estimator", "offset"]).required("name").text(),
          estimator: try estimator(node, moreKeys: ["name"], ofClasses: ofClasses))
      })
  }

  private static func estimator(
    _ node: JSONNode, moreKeys: Set<String>, ofClasses: Bool
  ) throws -> any Estimator {
    let item = try node.object(keys: moreKeys.union(["estimator", "offset"]))
    switch try item.required("estimator").text() {
    case "OLS":
      let offset = try item.optional("offset")?.number() ?? 0
      return ofClasses ? ClassOLS(offset: offset) : OLS(offset: offset)
    case "LogisticRegression": return ofClasses ? LogisticRegression() : LabelRegression()
    case let name: throw UnsupportedFeature("estimator \(name)")
    }
  }

  private static func step(_ node: JSONNode) throws -> any Preprocessor {
    guard let (name, argument) = try node.members().first, try node.members().count == 1 else {
      throw node.error("must have one key, the name of a step")
    }
    switch name {
    case "Subset": return ColumnSubset(argument.isNull ? [] : try argument.integers())
    case "Scale":
      _ = try argument.object(keys: [])
      return Scale()
    default: throw UnsupportedFeature("preprocessing \(name)")
    }
  }
}
