import Modeling

/// The entries of a mapping by their names.
struct RecipeFields {
  private let entries: [RecipeNode.Entry]

  init(_ entries: [RecipeNode.Entry]) { self.entries = entries }

  func entry(_ name: String) -> RecipeNode.Entry? { entries.first { $0.name == name } }

  /// The entries of some names alone.
  func only(_ names: [String]) -> RecipeFields { RecipeFields(entries.filter { names.contains($0.name) }) }

  subscript(name: String) -> RecipeNode? { entry(name)?.value }

  /// Checks that there are no other names than those which are known.
  ///
  /// - Parameters:
  ///   - known: The names that may be there.
  ///   - place: What the mapping is, for the error.
  ///   - explanation: A better sentence for some unknown names than that they are unknown.
  /// - Throws: `RecipeError` at the first unknown name.
  func requireNames(
    _ known: [String], in place: String, explaining explanation: (String) -> String? = { _ in nil }
  ) throws {
    for entry in entries where !known.contains(entry.name) {
      throw entry.key.error(
        explanation(entry.name)
          ?? "“\(entry.name)” is no key of \(place)" + Spelling.hint(for: entry.name, among: known))
    }
  }
}
