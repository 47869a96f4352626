import Testing

@testable import Parallelism

@Suite struct TopLevelValuesTests {
  private static let variables: [(TopLevelVariable, TopLevelVariable.Content)] = [
    (TopLevelVariable(name: "a", place: 0x10, size: 8, type: Int.self), .untouched),
    (TopLevelVariable(name: "b", place: 0x18, size: 2, type: UInt16.self), .bytes([1, 2])),
    (TopLevelVariable(name: "c", place: .max, size: 16, type: String.self), .coded(type: "SS", text("“ü”"))),
    (TopLevelVariable(name: "d", place: 0, size: 3, type: nil), .forbidden("not this one")),
  ]

  private static func text(_ text: String) -> [UInt8] {
    var writer = WireWriter()
    try? WireEncoder.write(text, to: &writer)
    return writer.bytes
  }

  private static func body(_ variables: [(TopLevelVariable, TopLevelVariable.Content)]) -> [UInt8] {
    TopLevelValues.body(variables.map(\.0), variables.map(\.1))
  }

  @Test func areReadAsTheyWereWritten() throws {
    let assignments = try TopLevelValues.assignments(in: Self.body(Self.variables))
    #expect(assignments.map(\.place) == [0x10, 0x18, .max, 0])
    #expect(assignments.map(\.size) == [8, 2, 16, 3])
    guard case .untouched = assignments[0].content, case .bytes([1, 2]) = assignments[1].content,
      case .value(let text as String) = assignments[2].content, text == "“ü”",
      case .forbidden("not this one") = assignments[3].content
    else {
      Issue.record("\(assignments)")
      return
    }
  }

  @Test func aPieceOfThemIsAnError() {
    let body = Self.body(Self.variables)
    for count in 0..<body.count {
      #expect(throws: (any Error).self) { try TopLevelValues.assignments(in: Array(body[..<count])) }
    }
    #expect(throws: WireError.self) { try TopLevelValues.assignments(in: body + [0]) }
  }

  /// The sizes say how many bytes of this process are written over.
  @Test(arguments: [
    TopLevelVariable.Content.bytes([1, 2, 3]), .bytes([]), .coded(type: "SS", text("")),
    .coded(type: "Sb", text("")), .coded(type: "", text("")), .coded(type: "no type", text("")),
  ])
  func aValueOfAnotherSizeOrTypeIsAnError(content: TopLevelVariable.Content) {
    let variable = TopLevelVariable(name: "a", place: 0x10, size: 1, type: Bool.self)
    #expect(throws: (any Error).self) {
      try TopLevelValues.assignments(in: Self.body([(variable, content)]))
    }
  }

  @Test(arguments: 4...5) func contentsOfOtherKindsAreErrors(kind: UInt8) {
    #expect(throws: WireError.self) { try TopLevelValues.assignments(in: [1, 0x10, 8, kind, 0]) }
  }
}
