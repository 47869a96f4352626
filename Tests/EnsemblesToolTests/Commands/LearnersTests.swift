import Estimators
import Foundation
import Testing

@Suite("ensembles learners")
struct LearnersTests {
  private let tool: Tool

  init() throws { tool = Tool(folder: try TemporaryFolder()) }

  /// What the list must say of a type.
  private struct Expected {
    let name: String
    let summary: String
    /// The name, the default, the domain and the meaning of each parameter, in order.
    let parameters: [[String]]
    var flags: [String: Bool]
    var library: String?

    init<C: Configurable>(_ type: C.Type, flags: [String: Bool] = [:], library: String? = nil) {
      name = C.typeName
      summary = C.summary
      parameters = C.parameters.map { parameter in
        [parameter.name, parameter.value(of: C()).description, parameter.domain, parameter.summary]
      }
      self.flags = flags
      self.library = library
    }
  }

  private var learners: [Expected] {
    Registry.standard.estimators.map { type in
      Expected(
        type,
        flags: [
          "acceptsWeights": type.acceptsWeights, "acceptsMissing": type.acceptsMissing,
          "acceptsCategories": type.acceptsCategories,
        ], library: type.nativeLibrary)
    }
  }

  private var steps: [Expected] {
    Registry.standard.preprocessors.map { type in
      Expected(
        type, flags: ["acceptsMissing": type.acceptsMissing, "acceptsCategories": type.acceptsCategories])
    }
  }

  @Test("Every registered type is listed with its parameters, defaults, ranges and library, as JSON")
  func json() async throws {
    let text = try await tool("learners", "--format", "json").output
    let list = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let partitioners = Registry.standard.partitioners.map { Expected($0) }
    for (section, all) in [("learners", learners), ("preprocessing", steps), ("partitioners", partitioners)] {
      let entries = try #require(list[section] as? [[String: Any]])
      #expect(entries.compactMap { $0["name"] as? String } == all.map(\.name))
      for (entry, expected) in zip(entries, all) {
        #expect(entry["summary"] as? String == expected.summary)
        #expect(entry["library"] as? String == expected.library)
        for (flag, value) in expected.flags {
          #expect(entry[flag] as? Bool == value, "\(expected.name) \(flag)")
        }
        let parameters = try #require(entry["parameters"] as? [[String: Any]])
        #expect(parameters.compactMap { $0["name"] as? String } == expected.parameters.map { $0[0] })
        #expect(parameters.compactMap { $0["domain"] as? String } == expected.parameters.map { $0[2] })
        #expect(parameters.compactMap { $0["summary"] as? String } == expected.parameters.map { $0[3] })
        #expect(parameters.allSatisfy { $0["default"] != nil })
      }
    }
  }

  @Test("Every registered type is listed with its parameters, defaults, ranges and library, as text")
  func text() async throws {
    let outcome = try await tool("learners")
    #expect(outcome.code == 0 && outcome.error == "")
    let lines = outcome.output.split(separator: "\n").map { $0.split(separator: " ").joined(separator: " ") }
    for expected in learners + steps {
      let start = try #require(
        lines.firstIndex { $0.hasPrefix("\(expected.name) \(expected.summary)") }, "\(expected.name)")
      if let library = expected.library { #expect(lines[start].contains("by \(library)")) }
      for (place, parameter) in expected.parameters.enumerated() {
        let words = [parameter[0], parameter[1], "\(parameter[3]): \(parameter[2])"].filter { !$0.isEmpty }
        #expect(lines[start + 1 + place] == words.joined(separator: " "))
      }
    }
  }

  @Test("Every parameter has a name, a meaning and a range")
  func declarations() {
    for expected in learners + steps {
      for parameter in expected.parameters {
        #expect(!parameter[0].isEmpty && !parameter[2].isEmpty && !parameter[3].isEmpty, "\(expected.name)")
      }
      #expect(!expected.summary.isEmpty && !expected.summary.hasSuffix("."))
    }
    let libraries: Set<String> = ["OpenBLAS", "LIBSVM", "LIBLINEAR", "LightGBM", "XGBoost"]
    #expect(libraries == Set(learners.compactMap(\.library)))
  }
}
