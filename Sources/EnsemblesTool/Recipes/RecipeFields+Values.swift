import Ensembles

extension RecipeFields {
  /// One of several words, or nil if the key is not there.
  ///
  /// - Throws: `RecipeError` with the nearest of the words.
  func choice<Value: RawRepresentable<String>>(_ key: String, among values: [Value]) throws -> Value? {
    guard let node = self[key] else { return nil }
    let word = try node.word("“\(key)”")
    guard let value = values.first(where: { $0.rawValue == word }) else {
      throw node.error(
        "“\(key)” cannot be “\(word)”" + Spelling.hint(for: word, among: values.map(\.rawValue)))
    }
    return value
  }

  /// True or false, or nil if the key is not there.
  ///
  /// - Throws: `RecipeError` if it is neither.
  func flag(_ key: String) throws -> Bool? {
    guard let node = self[key] else { return nil }
    guard case .flag(let flag) = try node.parameterValue(of: key) else {
      throw node.error("“\(key)” must be true or false, but is \(node.kind)")
    }
    return flag
  }

  func seed() throws -> UInt64? {
    guard let node = self["seed"] else { return nil }
    guard let seed = UInt64(try node.word("“seed”")) else {
      throw node.error("“seed” must be a whole number from 0 to \(UInt64.max), but is \(node.kind)")
    }
    return seed
  }

  func scorer() throws -> Scorer? {
    guard let node = self["scorer"] else { return nil }
    return try node.locating { try Scorer.named(node.word("“scorer”")) }
  }

  func precision() throws -> Precision? { try choice("precision", among: Precision.allCases) }

  func output() throws -> LearnerOutput? { try choice("output", among: [.predictions, .probabilities]) }
}
