import Ensembles
import Estimators

/// What can stand in a recipe, as the types themselves say it.
struct Catalogue: Encodable {
  let learners: [Learner]
  let preprocessing: [Step]
  let partitioners: [Entry]
  let indexers: [Entry]
  let ensembles: [Entry]
  let scorers: [Score]
  /// The native libraries that were found.
  let libraries: [String]

  struct Entry: Encodable {
    let name: String
    let summary: String
    let parameters: [Parameter]

    struct Parameter: Encodable {
      let name: String
      let summary: String
      let domain: String
      let `default`: ParameterValue
    }

    init<C: Configurable>(_ type: C.Type, named name: String = C.typeName, parameters names: [String]? = nil)
    {
      self.name = name
      summary = C.summary
      let defaults = C()
      parameters = C.parameters.filter { names?.contains($0.name) ?? true }.map { parameter in
        Parameter(
          name: parameter.name, summary: parameter.summary, domain: parameter.domain,
          default: parameter.value(of: defaults))
      }
    }

    init(name: String, summary: String, parameters: [Parameter]) {
      self.name = name
      self.summary = summary
      self.parameters = parameters
    }
  }

  struct Learner: Encodable {
    let entry: Entry
    let task: RecipeTask
    /// The native library that does the work, if one does.
    let library: String?
    let acceptsWeights: Bool
    let acceptsMissing: Bool
    let acceptsCategories: Bool
    /// Whether a report can tell how much it relies on each of its inputs.
    let readableWeights: Bool

    init<E: Estimator>(_ type: E.Type) {
      entry = Entry(type)
      task = E.targetKind == .numbers ? .regression : .classification
      library = E.nativeLibrary
      acceptsWeights = E.acceptsWeights
      acceptsMissing = E.acceptsMissing
      acceptsCategories = E.acceptsCategories
      readableWeights = E.Model.self is any ReadableWeights.Type
    }

    private enum Key: String, CodingKey {
      case task, library, acceptsWeights, acceptsMissing, acceptsCategories, readableWeights
    }

    func encode(to encoder: any Encoder) throws {
      try entry.encode(to: encoder)
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(task.rawValue, forKey: .task)
      try container.encodeIfPresent(library, forKey: .library)
      try container.encode(acceptsWeights, forKey: .acceptsWeights)
      try container.encode(acceptsMissing, forKey: .acceptsMissing)
      try container.encode(acceptsCategories, forKey: .acceptsCategories)
      try container.encode(readableWeights, forKey: .readableWeights)
    }

    /// What it can do beside learning, in words.
    var abilities: String {
      [
        acceptsWeights ? "row weights" : nil, acceptsMissing ? "missing values" : nil,
        acceptsCategories ? "words" : nil, readableWeights ? "readable" : nil, library.map { "by \($0)" },
      ].compactMap(\.self).joined(separator: ", ")
    }
  }

  struct Step: Encodable {
    let entry: Entry
    let acceptsMissing: Bool
    let acceptsCategories: Bool

    init<P: Preprocessor>(_ type: P.Type) {
      entry = Entry(type)
      acceptsMissing = P.acceptsMissing
      acceptsCategories = P.acceptsCategories
    }

    private enum Key: String, CodingKey { case acceptsMissing, acceptsCategories }

    func encode(to encoder: any Encoder) throws {
      try entry.encode(to: encoder)
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(acceptsMissing, forKey: .acceptsMissing)
      try container.encode(acceptsCategories, forKey: .acceptsCategories)
    }

    /// What it takes beside numbers, in words.
    var abilities: String {
      [acceptsMissing ? "missing values" : nil, acceptsCategories ? "words" : nil].compactMap(\.self)
        .joined(separator: ", ")
    }
  }

  struct Score: Encodable {
    let name: String
    let greaterIsBetter: Bool
    /// What is measured, or nil for either.
    let task: String?
  }

  init(of registry: Registry) {
    learners = registry.estimators.map { Learner($0) }
    preprocessing = registry.preprocessors.map { Step($0) }
    partitioners = registry.partitioners.map { Entry($0) }
    indexers = IndexerReader.types.map { Self.entry($0, named: $0.typeName) }
    ensembles = EnsembleKind.allCases.map { Self.entry($0.indexerType, named: $0.rawValue) }
    scorers = Scorer.all.map { scorer in
      let kind = scorer.targetKind
      return Score(
        name: scorer.name, greaterIsBetter: scorer.greaterIsBetter,
        task: kind.map { ($0 == .numbers ? RecipeTask.regression : .classification).rawValue })
    }
    libraries =
      [LinearAlgebraLibrary.description] + SupportVectorLibraries.descriptions
      + BoostingLibrary.all.map(\.description)
  }

  /// An indexer with the parameters that a recipe can set.
  private static func entry(_ type: any Indexer.Type, named name: String) -> Entry {
    func entry<I: Indexer>(_ type: I.Type) -> Entry {
      Entry(type, named: name, parameters: IndexerReader.keys(of: type))
    }
    let plain = entry(type)
    guard type is any ClusteringIndexer.Type else { return plain }
    let clustering = Entry.Parameter(
      name: "clustering", summary: "what finds the clusters",
      domain: "the name of a partitioner, or a mapping of it to its parameters",
      default: .text(KMeans.typeName))
    return Entry(name: plain.name, summary: plain.summary, parameters: [clustering] + plain.parameters)
  }
}

extension Catalogue: CustomStringConvertible {
  /// Tables for people.
  var description: String {
    func learners(_ task: RecipeTask) -> [Entry] {
      self.learners.filter { $0.task == task }.map { learner in
        learner.entry.adding(learner.abilities)
      }
    }
    let sections = [
      Self.table("learners of numbers", learners(.regression)),
      Self.table("learners of classes", learners(.classification)),
      """
      Any learner can be a meta learner. “row weights”: it knows --weights. “missing values” and “words”: a cell may be \
      empty or, in some columns, hold words. “readable”: as a meta learner it tells the report how much it relies on \
      each learner. “by”: the library that does the work.
      """,
      Self.table("preprocessing steps", preprocessing.map { $0.entry.adding($0.abilities) }),
      Self.table("ensembles", ensembles),
      Self.table("indexers", indexers), Self.table("partitioners", partitioners),
      TextTable(
        header: ["scorers", "of", "better is"],
        rows: scorers.map { [$0.name, $0.task ?? "both", $0.greaterIsBetter ? "greater" : "less"] },
        leftAligned: [0, 1, 2]
      ).description,
      (["libraries"] + libraries).joined(separator: "\n"),
    ]
    return sections.joined(separator: "\n\n")
  }

  private static func table(_ title: String, _ entries: [Entry]) -> String {
    let rows = entries.flatMap { entry in
      [[entry.name, "", "", entry.summary]]
        + entry.parameters.map { parameter in
          ["", parameter.name, parameter.default.description, "\(parameter.summary): \(parameter.domain)"]
        }
    }
    return TextTable(
      header: [title, "parameter", "default", "meaning"], rows: rows, leftAligned: [0, 1, 2, 3]
    ).description
  }
}

extension Catalogue.Entry {
  /// The same with abilities behind the summary, if there are any.
  fileprivate func adding(_ abilities: String) -> Self {
    abilities.isEmpty ? self : Self(name: name, summary: "\(summary) (\(abilities))", parameters: parameters)
  }
}
