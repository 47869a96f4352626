import Ensembles

/// The learners of a layer by the names that mlens gives them, in the order of its columns.
///
/// Names stay as they are where every one of them can: none has a space, none is there twice or the name of a
/// case. Otherwise all are written in lower case with hyphens for spaces, and those which are there twice are
/// numbered in the order of cases. Columns are ordered by the bytes of `case__name`, for which a case without
/// steps counts too, though its name does not precede those of its learners in tables.
struct LayerNaming {
  struct Column {
    /// The case as it orders columns, or nil in a layer without cases.
    let caseName: String?
    let name: String
    let member: EnsembleRecipe.Member
    let steps: [any Preprocessor]

    /// The name in tables of mlens, which cuts the names of learners with a case at two underscores.
    var recordedName: String {
      guard let caseName else { return name }
      let cut = name.firstRange(of: "__").map { String(name[..<$0.lowerBound]) } ?? name
      return steps.isEmpty ? cut : "\(caseName).\(cut)"
    }

    fileprivate var sortingKey: [UInt8] { Array((caseName.map { "\($0)__\(name)" } ?? name).utf8) }
  }

  let columns: [Column]

  /// Cases whose preprocessing mlens leaves out without a word.
  ///
  /// It looks for their steps under the name in lower case with hyphens, but for their learners under the name as
  /// given.
  let casesWithoutTheirSteps: [String]

  /// Settles the names of a layer.
  ///
  /// - Parameters:
  ///   - layer: The layer.
  ///   - isNamedThroughout: Whether each learner was given a name: otherwise no name stays as it was given.
  /// - Throws: `CaseError` if two cases have one name, or one of several has none.
  init(_ layer: EnsembleRecipe.Layer, isNamedThroughout: Bool = true) throws {
    let cases = try Self.namedCases(layer)
    let hasSteps = cases.contains { !$0.steps.isEmpty }
    let stepNames = cases.compactMap { item in item.name.map { hasSteps ? Self.normalized($0) : $0 } }
    guard Set(stepNames).count == stepNames.count else {
      throw CaseError("two cases of a layer have one name")
    }

    var taken = stepNames
    let areKept = cases.allSatisfy { item in
      let names = item.learners.map(\.name)
      let isFine =
        isNamedThroughout && Set(names).count == names.count
        && !names.contains { $0.contains(" ") || taken.contains($0) }
      if isFine, item.name != nil { taken += names }
      return isFine
    }

    var columns: [Column] = []
    var lost: [String] = []
    let settled = areKept ? cases : Self.renamed(cases, taken: taken)
    for item in settled {
      var steps = item.steps
      if let name = item.name, !steps.isEmpty, !stepNames.contains(name) {
        lost.append(name)
        steps = []
      }
      columns += item.learners.map {
        Column(caseName: item.name, name: $0.name, member: $0, steps: steps)
      }
    }
    self.columns = columns.sorted { $0.sortingKey.lexicographicallyPrecedes($1.sortingKey) }
    casesWithoutTheirSteps = lost
  }

  /// The learners under their names, behind one transformer for each case.
  ///
  /// Where mlens has no transformer, it is one without steps: it keeps the names of its learners in their order.
  var group: LearnerGroup {
    var transformers: [Transformer] = []
    for column in columns {
      guard let name = column.caseName, !transformers.contains(where: { $0.name == name }) else { continue }
      transformers.append(Transformer(named: name, Pipeline(column.steps)))
    }
    return LearnerGroup(
      learners: columns.map { Learner($0.member.estimator, named: $0.name, after: $0.caseName) },
      transformers: transformers)
  }

  /// The cases of a layer, all of them with a name, or one without.
  private static func namedCases(_ layer: EnsembleRecipe.Layer) throws -> [EnsembleRecipe.PreprocessingCase] {
    var cases = layer.cases
    if cases.count == 1, cases[0].name == nil {
      cases[0].name = cases[0].steps.isEmpty ? nil : "pr"
    } else if cases.contains(where: { $0.name == nil }) {
      throw CaseError("a layer of several cases has one without a name")
    }
    return cases
  }

  private static func renamed(
    _ cases: [EnsembleRecipe.PreprocessingCase], taken: [String]
  ) -> [EnsembleRecipe.PreprocessingCase] {
    var cases = cases.sorted {
      Array(($0.name ?? "").utf8).lexicographicallyPrecedes(Array(($1.name ?? "").utf8))
    }
    for index in cases.indices {
      cases[index].name = cases[index].name.map(normalized)
      for place in cases[index].learners.indices {
        cases[index].learners[place].name = normalized(cases[index].learners[place].name)
      }
    }
    let all = cases.flatMap { $0.learners.map(\.name) } + taken
    let counts = Dictionary(all.map { ($0, 1) }, uniquingKeysWith: +)
    var numbers: [String: Int] = [:]
    for index in cases.indices {
      for place in cases[index].learners.indices {
        let name = cases[index].learners[place].name
        guard counts[name, default: 0] > 1 else { continue }
        numbers[name, default: 0] += 1
        cases[index].learners[place].name = "\(name)-\(numbers[name, default: 0])"
      }
    }
    return cases
  }

  private static func normalized(_ name: String) -> String {
    name.lowercased().split(separator: " ").joined(separator: "-")
  }
}
