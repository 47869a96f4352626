import Ensembles

/// What a recipe would fit, for people.
struct RecipeDescription {
  let text: String

  init(of recipe: Recipe) throws {
    var facts: [(String, String)] = []
    if let kind = recipe.kind {
      let parameters = recipe.indexer.parameterText
      facts.append(("ensemble", kind.rawValue + (parameters.isEmpty ? "" : ", " + parameters)))
    } else {
      facts.append(("indexer", recipe.indexer.text))
    }
    if let kind = recipe.targetKind { facts.append(("task", RecipeTask(kind).rawValue)) }
    facts += [
      ("scorer", recipe.scorer?.name ?? "rmse, or accuracy of classes"),
      ("precision", recipe.precision.rawValue),
      ("seed", String(recipe.seed)),
    ]
    let options = recipe.options.deviations
    if !options.isEmpty { facts.append(("options", options.joined(separator: "; "))) }
    let layers = zip(try recipe.outline(), recipe.allLayers).flatMap { outline, layer in
      outline.lines(
        settings: layer.settings,
        groupSettings: layer.groups.map { group in group.indexer.map { ["indexer \($0.text)"] } ?? [] })
    }
    text = NamedLines.text(facts) + "\n\n" + layers.joined(separator: "\n")
  }
}

extension RecipeTask {
  fileprivate init(_ kind: TargetKind) { self = kind == .numbers ? .regression : .classification }
}

extension EnsembleOptions {
  /// What is not as usual, as a recipe would say it.
  fileprivate var deviations: [String] {
    let usual = EnsembleOptions()
    return [
      isShuffled != usual.isShuffled ? "shuffled" : nil,
      output != usual.output ? "output \(output.rawValue)" : nil,
      prediction != usual.prediction ? "prediction \(prediction.rawValue)" : nil,
      keepsFoldModels != usual.keepsFoldModels ? "keepFoldModels" : nil,
      onLearnerFailure != usual.onLearnerFailure ? "onLearnerFailure \(onLearnerFailure.rawValue)" : nil,
      fitsInOnePass != usual.fitsInOnePass ? "not in one pass" : nil,
    ].compactMap(\.self)
  }
}

extension Layer {
  /// What the layer decides for itself.
  fileprivate var settings: [String] {
    [
      indexer.map { "indexer \($0.text)" }, precision.map { "precision \($0.rawValue)" },
      scorer.map { "scorer \($0.name)" }, seed.map { "seed \($0)" },
      isShuffled.map { $0 ? "shuffled" : "not shuffled" }, output.map { "output \($0.rawValue)" },
    ].compactMap(\.self)
  }
}
