import Ensembles

/// The indexers of mlens by the names that it has for them, and their counterparts.
enum IndexerChoice {
  /// The indexer of a class of mlens, with the parameters that a case gives and mlens' defaults for the rest.
  ///
  /// - Parameters:
  ///   - name: The name of the class.
  ///   - parameters: Their names may be written as in Python or as in recipes.
  /// - Returns: An indexer of this package.
  /// - Throws: `UnsupportedFeature` if there is no counterpart; `ModelingError` if a parameter is unknown, has the
  ///   wrong type or is out of range.
  static func indexer(
    named name: String, parameters: [String: JSONNode]
  ) throws -> any Indexer {
    switch name {
    case "FoldIndex": try configured(FoldIndexer(folds: 2, assignment: .consecutive), parameters)
    case "BlendIndex": try configured(BlendIndexer(testSize: 0.5), parameters)
    case "SubsetIndex": try configured(SubsetIndexer(partitions: 2, folds: 2), parameters)
    case "TemporalIndex": try configured(TemporalIndexer(stepSize: 1), parameters)
    case "FullIndex": try configured(FullIndexer(), parameters)
    default: throw UnsupportedFeature("indexer \(name)")
    }
  }

  /// Sets the parameters that are not null.
  static func configured<I: Indexer>(_ indexer: I, _ parameters: [String: JSONNode]) throws -> I {
    var indexer = indexer
    for (name, node) in parameters.sorted(by: { $0.key < $1.key }) where !node.isNull {
      try indexer.set(swiftNames[name] ?? name, to: node.parameterValue())
    }
    return indexer
  }

  private static let swiftNames = [
    "test_size": "testSize", "train_size": "trainSize", "step_size": "stepSize", "burn_in": "burnIn",
  ]
}
