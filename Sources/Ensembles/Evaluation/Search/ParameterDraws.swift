extension Candidate.Parameters {
  /// The values of every trial, by the names of parameters.
  ///
  /// Each parameter has a generator of its own, so that neither another parameter nor another candidate changes what
  /// is drawn.
  ///
  /// - Parameters:
  ///   - search: How values are taken from spaces.
  ///   - context: Where the random numbers of the candidate start.
  ///   - name: What the candidate is called in errors.
  /// - Returns: One entry for each trial.
  /// - Throws: `ModelingError` naming the candidate and the parameter of a space that cannot be searched.
  func draws(
    by search: ParameterSearch, in context: FittingContext, of name: String
  ) throws -> [[String: ParameterValue]] {
    let spaces: [(name: String, space: ParameterSpace)]
    switch self {
    case .draws(let draws):
      guard !draws.isEmpty else {
        throw ModelingError(.invalidParameter, "“\(name)” has an empty list of draws; give at least one")
      }
      return draws
    case .spaces(let unordered):
      spaces = unordered.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map {
        ($0.key, $0.value)
      }
    }
    for entry in spaces {
      guard let defect = entry.space.defect else { continue }
      throw ModelingError(.invalidParameter, "the space of “\(entry.name)” of “\(name)” \(defect)")
    }
    switch search {
    case .random(let count):
      guard count > 0 else {
        throw ModelingError(
          .invalidParameter, "a random search needs at least 1 draw, but was given \(count)")
      }
      return Self.random(spaces.isEmpty ? 1 : count, from: spaces, in: context)
    case .grid: return try Self.grid(of: spaces, of: name)
    }
  }

  private static func random(
    _ count: Int, from spaces: [(name: String, space: ParameterSpace)], in context: FittingContext
  ) -> [[String: ParameterValue]] {
    var draws = Array(repeating: [String: ParameterValue](), count: count)
    for (name, space) in spaces {
      var generator = SeededGenerator(seed: context.part(named: name).seed)
      for draw in draws.indices { draws[draw][name] = space.draw(from: &generator) }
    }
    return draws
  }

  private static func grid(
    of spaces: [(name: String, space: ParameterSpace)], of candidate: String
  ) throws -> [[String: ParameterValue]] {
    try spaces.reduce([[:]]) { draws, entry in
      guard let values = entry.space.listedValues else {
        throw ModelingError(
          .invalidParameter,
          "a grid needs a list of values, but the space of “\(entry.name)” of “\(candidate)” is a range of numbers; "
            + "list values, or search at random")
      }
      return draws.flatMap { draw in values.map { draw.merging([entry.name: $0]) { $1 } } }
    }
  }
}
