/// Where an indexer stands in a recipe: it is that of a layer, or of one of its groups.
struct IndexerPlace: Hashable {
  /// The number of the layer, counted from 0.
  var layer: Int
  /// The number of the group in its layer, counted from 0, or nil for the indexer of the layer itself.
  var group: Int?
}
