import Ensembles

/// What a recipe would fit, for people.
struct RecipeDescription {
  let text: String

  init(of recipe: Recipe) throws {
    func parameters<I: Indexer>(_ indexer: I) -> String {
      I.parameters.map { ", \($0.name) \($0.value(of: indexer))" }.joined()
    }
    let facts: [(String, String)] = [
      ("ensemble", recipe.kind.rawValue + parameters(recipe.indexer)),
      ("scorer", recipe.scorer.name),
      ("precision", recipe.precision.rawValue),
      ("seed", String(recipe.seed)),
    ]
    let layers = zip(try recipe.outline(), recipe.layers.map(\.indexer) + [nil]).flatMap { outline, indexer in
      outline.lines + (indexer.map { ["  for this layer\(parameters($0))"] } ?? [])
    }
    text = NamedLines.text(facts) + "\n\n" + layers.joined(separator: "\n")
  }
}
