/// The indexers that recipe files may name.
package enum IndexerCatalogue {
  /// All of them, ordered by name.
  package static let types: [any Indexer.Type] = [
    BlendIndexer.self, ClusteredSubsetIndexer<ThresholdPartitioner>.self, CustomIndexer.self,
    FoldIndexer.self,
    FullIndexer.self, GroupedFoldIndexer.self, RepeatedFoldIndexer.self, SubsetIndexer.self,
    TemporalIndexer.self,
  ]

  /// The indexer of a name.
  ///
  /// - Throws: `ModelingError` with the nearest name if there is none.
  package static func type(named name: String) throws -> any Indexer.Type {
    guard let type = types.first(where: { $0.typeName == name }) else {
      throw ModelingError(
        .unknownName,
        "no indexer is called “\(name)”" + Spelling.hint(for: name, among: types.map { $0.typeName }))
    }
    return type
  }
}
