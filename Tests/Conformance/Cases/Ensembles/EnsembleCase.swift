import Ensembles

/// An ensemble: the output of every layer on the rows it was fitted to, its prediction for others, and how well
/// each learner did.
struct EnsembleCase: Sendable {
  private let recipe: EnsembleRecipe
  private let recorded: JSONObject
  private let data: DataFolder

  static func cases(of root: JSONNode, named name: String, data: DataFolder) throws -> [Case] {
    [
      Case(name: name) {
        let recorded = try root.object(keys: ["recipe", "layers", "prediction", "scores"])
        let recipe = try EnsembleRecipe(recorded.required("recipe"))
        return try await EnsembleCase(recipe: recipe, recorded: recorded, data: data).run()
      }
    ]
  }

  private func run() async throws -> Agreement {
    let training =
      recipe.needsClasses
      ? try data.labelledDataset(file: recipe.dataFile, rows: recipe.trainingRows)
      : try data.dataset(file: recipe.dataFile, rows: recipe.trainingRows)
    let unseen = try data.dataset(file: recipe.dataFile, rows: recipe.predictedRows)
    let blueprint = try EnsembleBlueprint(recipe, classes: training.classes?.labels ?? [])
    let (model, outputs): (EnsembleModel, [LayerOutput])
    do {
      (model, outputs) = try await blueprint.fitted(to: training)
    } catch let error as ModelingError where error.code == .unsuitableTarget {
      guard recipe.needsClasses, try blueprint.lacksClass(training) else { throw error }
      return .fixes(
        bug:
          "it fits a fold without any row of a class, and writes probabilities into the wrong columns; ours says: "
          + error.message)
    }
    let prediction = try await model.predictionMatrix(from: unseen.features)

    // Rounding errors of the first layer grow in those that learn from it.
    var first = Comparison(tolerance: 1e-6)
    var later = Comparison(tolerance: 1e-3)
    try compare(outputs, blueprint, &first, &later)
    if outputs.count == 1 {
      try compare(prediction, &first)
    } else {
      try compare(prediction, &later)
    }
    let scores = try compare(model.report, blueprint, &first, &later)

    let summary =
      "\(outputs.count) outputs, \(prediction.rowCount) predictions, \(scores) scores, "
      + "largest error \(first.largestError.briefly)"
      + (later.count > 0 ? ", after the first layer \(later.largestError.briefly)" : "")
    guard let lost = blueprint.casesWithoutTheirSteps.first else { return .agrees(summary) }
    return .fixes(
      bug: "it leaves out the preprocessing of case “\(lost)”, whose name has upper case letters or "
        + "spaces; without it, " + summary)
  }

  // MARK: - Comparing

  private func compare(
    _ outputs: [LayerOutput], _ blueprint: EnsembleBlueprint, _ first: inout Comparison,
    _ later: inout Comparison
  ) throws {
    let layers = try recorded.required("layers").elements()
    try requireEqual(outputs.count, layers.count, at: "the number of layers")
    for (index, (ours, node)) in zip(outputs, layers).enumerated() {
      let theirs = try node.object(keys: ["name", "output"])
      try requireEqual("layer-\(index + 1)", theirs.required("name").text(), at: "layers[\(index)].name")
      if index < blueprint.columnNames.count {
        try requireEqual(
          ours.columnNames, blueprint.columnNames[index], at: "the columns of layers[\(index)]")
      }
      let output = try theirs.required("output").matrix()
      if index == 0 {
        try first.compare(ours.matrix, with: output, in: "layers[\(index)].output")
      } else {
        try later.compare(ours.matrix, with: output, in: "layers[\(index)].output")
      }
    }
  }

  /// Compares predictions, of which mlens has dropped every dimension of length one.
  private func compare(_ prediction: Matrix<Double>, _ comparison: inout Comparison) throws {
    let node = try recorded.required("prediction")
    if prediction.columnCount == 1 {
      try comparison.compare(prediction.elements, with: node.numbers(), in: "prediction")
    } else {
      try comparison.compare(prediction, with: node.matrix(), in: "prediction")
    }
  }

  /// Compares the scores of all learners but the meta learner, which mlens does not score.
  ///
  /// - Returns: How many learners have a score.
  private func compare(
    _ report: Report, _ blueprint: EnsembleBlueprint, _ first: inout Comparison, _ later: inout Comparison
  ) throws -> Int {
    let scores = try recorded.required("scores").object(keys: ["mean", "deviation"])
    let means = try scores.optional("mean")?.members() ?? [:]
    let deviations = try scores.optional("deviation")?.members() ?? [:]
    guard !recipe.isClassification else {
      try requireEqual(0, means.count, at: "the number of scores of a classification")
      return 0
    }
    var ours: [String: LearnerScore] = [:]
    for score in report.learners
    where score.mean != nil && !blueprint.layersWithoutScores.contains(score.layer) {
      if let name = blueprint.recordedNames["\(score.layer)/\(score.learner)"] { ours[name] = score }
    }
    try requireEqual(ours.keys.sorted(), means.keys.sorted(), at: "the names of the learners with scores")
    try requireEqual(ours.keys.sorted(), deviations.keys.sorted(), at: "the names in scores.deviation")
    for (name, score) in ours.sorted(by: { $0.key < $1.key }) {
      for (key, own, theirs) in [
        ("mean", score.mean, means[name]), ("deviation", score.deviation, deviations[name]),
      ] {
        let (own, theirs) = (own ?? .nan, try theirs?.number() ?? .nan)
        if name.hasPrefix("layer-1/") {
          try first.compare(own, with: theirs, at: "scores.\(key).\(name)")
        } else {
          try later.compare(own, with: theirs, at: "scores.\(key).\(name)")
        }
      }
    }
    return ours.count
  }
}
