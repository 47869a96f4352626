import Foundation
import Testing

/// That what the documentation shows is what was compiled.
@Suite struct PageTests {
  @Test func thePageForUsersOfJoblibShowsTheSnippetsThatRun() throws {
    let page = try text(of: "Sources/Parallelism/Parallelism.docc/ComingFromJoblib.md")
    let snippets = snippets(in: try text(of: "Tests/ParallelismTests/Documentation/JoblibSnippets.swift"))
    // Each stands below the heading of its name.
    for section in page.components(separatedBy: "\n### ").dropFirst() {
      let name = String(section.prefix { $0 != "\n" })
      let block = section.components(separatedBy: "```swift\n").dropFirst().first?
        .components(separatedBy: "```").first
      guard let block else { continue }
      #expect(snippets[name] == block, "the code below “\(name)” is not that of its snippet")
    }
    let headings = Set(page.components(separatedBy: "\n### ").map { String($0.prefix { $0 != "\n" }) })
    #expect(Set(snippets.keys).subtracting(headings).isEmpty)
  }

  private func text(of path: String) throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
    return try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// The text of each snippet, without what indents all of its lines.
  private func snippets(in source: String) -> [String: String] {
    var snippets: [String: String] = [:]
    for piece in source.components(separatedBy: "// snippet: ").dropFirst() {
      let lines = piece.components(separatedBy: "\n")
      let body = lines.dropFirst().prefix { !$0.hasSuffix("// end") }
      let indent = body.filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
      snippets[lines[0]] = body.map { $0.dropFirst(indent) + "\n" }.joined()
    }
    return snippets
  }
}
