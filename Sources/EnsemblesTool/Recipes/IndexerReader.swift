import Ensembles
import Estimators

/// Turns a recipe's words into indexers.
///
/// An indexer is a name, or a mapping of one name to parameters, such as `{fold: {folds: 3}}`. That of clusters has
/// the parameter `clustering`, which is a partitioner, written in the same way.
struct IndexerReader {
  let registry: Registry

  /// The indexers that a recipe can name, ordered by name.
  ///
  /// That of clusters stands for those with any partitioner, and has one that needs no data to be set up.
  static let types = IndexerCatalogue.types.filter { $0 != CustomIndexer.self }.map { type in
    type is any ClusteringIndexer.Type ? ClusteredSubsetIndexer<KMeans>.self : type
  }

  /// The names of what a recipe can say of an indexer.
  static func keys(of type: any Indexer.Type) -> [String] {
    func names<I: Indexer>(_ type: I.Type) -> [String] { I.parameters.map(\.name) }
    return type is any ClusteringIndexer.Type ? ["clustering"] + clusteredKeys : names(type)
  }

  /// The parameters that an indexer of clusters has beside those of the partitioner.
  static let clusteredKeys = ["folds", "seed"]

  /// The indexer that a value describes.
  ///
  /// - Throws: `RecipeError` with the place of the first mistake.
  func indexer(from node: RecipeNode) throws -> any Indexer {
    let (name, parameters) = try node.nameAndParameters("an indexer")
    let word = try name.word("an indexer")
    guard let type = Self.types.first(where: { $0.typeName == word }) else {
      throw name.error(
        word == CustomIndexer.typeName
          ? "“\(word)” is for folds that a program decides on; they cannot be written into a recipe"
          : "no indexer is called “\(word)”" + Spelling.hint(for: word, among: Self.types.map { $0.typeName })
      )
    }
    guard let parameters, !parameters.isNull else { return type.init() }
    let keys = Self.keys(of: type)
    guard let entries = try parameters.entries() else {
      throw parameters.error(
        "the parameters of “\(word)” must be a mapping of "
          + (keys.isEmpty ? "nothing, since it has none" : keys.map { "“\($0)”" }.joined(separator: ", "))
          + ", but are \(parameters.kind)")
    }
    let fields = RecipeFields(entries)
    try fields.requireNames(keys, in: "the indexer “\(word)”")
    return try configured(type.init(), by: fields, keys: keys)
  }

  /// An indexer with those of its parameters set that some fields name.
  func configured(
    _ indexer: any Indexer, by fields: RecipeFields, keys: [String]
  ) throws -> any Indexer {
    var indexer = indexer
    if keys.contains("clustering"), let node = fields["clustering"] {
      indexer = try clustered(like: indexer, node)
    }
    for key in keys where key != "clustering" {
      guard let node = fields[key] else { continue }
      let value = try node.parameterValue(of: key)
      try node.locating { try indexer.set(key, to: value) }
    }
    return indexer
  }

  /// An indexer of clusters with another partitioner.
  private func clustered(like indexer: any Indexer, _ node: RecipeNode) throws -> any Indexer {
    let (name, parameters) = try node.nameAndParameters("“clustering”")
    let word = try name.word("“clustering”")
    let type = try name.locating { try registry.partitioner(named: word) }
    func values<I: Indexer>(_ indexer: I) -> [(String, ParameterValue)] {
      I.parameters.filter { Self.clusteredKeys.contains($0.name) }.map { ($0.name, $0.value(of: indexer)) }
    }
    func clustered<P: Partitioner>(_ type: P.Type) throws -> any Indexer {
      var result = ClusteredSubsetIndexer<P>()
      result.clustering = try type.init(parameters: parameters)
      for (name, value) in values(indexer) { try result.set(name, to: value) }
      return result
    }
    return try clustered(type)
  }
}

/// An indexer that has a partitioner, of whichever type.
protocol ClusteringIndexer: Indexer {
  /// The name of the partitioner's type.
  var clusteringName: String { get }
}

extension ClusteredSubsetIndexer: ClusteringIndexer {
  var clusteringName: String { Clustering.typeName }
}

extension RecipeNode {
  /// The parts of a name, or of a mapping of one name to parameters.
  func nameAndParameters(_ what: String) throws -> (name: RecipeNode, parameters: RecipeNode?) {
    guard let entries = try entries() else { return (self, nil) }
    guard let entry = entries.first, entries.count == 1 else {
      throw error("\(what) must be a name, or a mapping of one name to its parameters")
    }
    return (entry.key, entry.value)
  }
}

extension Configurable {
  /// Creates a recipe with those of its parameters set that a mapping names.
  ///
  /// - Throws: `RecipeError` with the place of the first mistake.
  init(parameters: RecipeNode?) throws {
    self.init()
    guard let parameters, !parameters.isNull else { return }
    guard let entries = try parameters.entries() else {
      let example = Self.parameters.first.map { ", such as {\($0.name): \($0.value(of: self))}" } ?? ""
      throw parameters.error(
        "the parameters of “\(Self.typeName)” must be a mapping\(example), but are \(parameters.kind)")
    }
    for entry in entries {
      let isKnown = Self.parameters.contains { $0.name == entry.name }
      let value = isKnown ? try entry.value.parameterValue(of: entry.name) : .flag(true)
      // Of an unknown name the key is to blame, of a wrong value the value.
      try (isKnown ? entry.value : entry.key).locating { try set(entry.name, to: value) }
    }
  }
}
