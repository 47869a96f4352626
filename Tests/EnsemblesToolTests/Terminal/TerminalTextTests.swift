import Testing

@testable import EnsemblesTool

@Suite("Text for terminals")
struct TerminalTextTests {
  @Test("A name from a file cannot move the cursor or begin a line")
  func control() {
    #expect(StandardError.visible("a\nb\t\u{1B}[2J\r“é”\u{9B}") == "a\\nb\\t\\u{1b}[2J\\r“é”\\u{9b}")
  }
}
