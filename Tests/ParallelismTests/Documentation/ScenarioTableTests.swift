import Foundation
import Testing

/// The page that lists what other engines check, and with which of our tests we do.
@Suite struct ScenarioTableTests {
  private struct Row {
    var scenario: String
    var answer: String
    /// Each `Suite/test` of the answer.
    var tests: [String]
  }

  private let package = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private func rows() throws -> [Row] {
    let page = package.appending(path: "Sources/Parallelism/Parallelism.docc/Scenarios.md")
    return try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
      .filter { $0.hasPrefix("| `") }
      .map { line in
        let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
        try #require(cells.count == 2, "not a row of two cells: \(line)")
        let test = /`([A-Z]\w+Tests\/\w+)`/
        return Row(scenario: cells[0], answer: cells[1], tests: cells[1].matches(of: test).map { "\($0.1)" })
      }
  }

  /// Each function that is marked as a test, as `Suite/test`.
  private func tests() throws -> Set<String> {
    let folder = package.appending(path: "Tests")
    let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    var tests: Set<String> = []
    for case let file as URL in files where file.pathExtension == "swift" {
      var suite = ""
      var isTest = false
      for line in try String(contentsOf: file, encoding: .utf8).utf8.split(separator: UInt8(ascii: "\n")) {
        // Most lines begin with something else, and to look for text in each would take seconds.
        guard let start = line.first(where: { $0 != UInt8(ascii: " ") }), "@fsec".utf8.contains(start) else {
          continue
        }
        let line = Substring(line)
        if let match = line.firstMatch(of: /(?:struct|class|enum|extension) (\w+Tests)\b/) {
          suite = "\(match.1)"
        }
        if line.contains("@Test") { isTest = true }
        guard let match = line.firstMatch(of: /\bfunc (\w+)\(/) else { continue }
        if isTest { tests.insert("\(suite)/\(match.1)") }
        isTest = false
      }
    }
    return tests
  }

  @Test func everyTestOfTheTableExists() throws {
    let named = Set(try rows().flatMap(\.tests))
    #expect(named.subtracting(try tests()).sorted() == [])
    #expect(named.count > 150)
  }

  @Test func everyScenarioHasATestOrAReason() throws {
    for row in try rows() {
      let isLeftOut = row.answer.hasPrefix("left out: ") && row.answer.count > 30
      #expect(row.tests.isEmpty == isLeftOut, "\(row.scenario)")
    }
  }

  @Test func everyScenarioIsListedOnce() throws {
    let scenarios = try rows().map(\.scenario)
    #expect(Dictionary(grouping: scenarios, by: \.self).filter { $0.value.count > 1 }.keys.sorted() == [])
  }
}
