import Ensembles

/// What can stand in a recipe, as the types themselves say it.
struct Catalogue: Encodable {
  let learners: [Entry]
  let preprocessing: [Entry]
  let ensembles: [Entry]
  let scorers: [Score]

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

    init<C: Configurable>(_ type: C.Type, named name: String = C.typeName) {
      self.name = name
      summary = C.summary
      let defaults = C()
      parameters = C.parameters.map { parameter in
        Parameter(
          name: parameter.name, summary: parameter.summary, domain: parameter.domain,
          default: parameter.value(of: defaults))
      }
    }
  }

  struct Score: Encodable {
    let name: String
    let greaterIsBetter: Bool
  }

  init(of registry: Registry) {
    learners = registry.estimators.map { Entry($0) }
    preprocessing = registry.preprocessors.map { Entry($0) }
    ensembles = EnsembleKind.allCases.map { Entry($0.indexerType, named: $0.rawValue) }
    scorers = Scorer.all.map { Score(name: $0.name, greaterIsBetter: $0.greaterIsBetter) }
  }
}

extension Catalogue: CustomStringConvertible {
  /// Tables for people.
  var description: String {
    let sections = [
      Self.table("learners", learners), Self.table("preprocessing steps", preprocessing),
      Self.table("ensembles", ensembles),
      TextTable(
        header: ["scorers", "better is"],
        rows: scorers.map { [$0.name, $0.greaterIsBetter ? "greater" : "less"] },
        leftAligned: [0, 1]
      ).description,
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
