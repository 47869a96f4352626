import Testing

@testable import Exchange

@Suite struct ReplyTests {
  @Test(arguments: [
    ("12.5", Reply.measured(12.5)),
    ("3e6", .measured(3_000_000)),
    ("absent not built yet", .absent(reason: "not built yet")),
    ("failed no memory", .failed(reason: "no memory")),
    ("failed", .failed(reason: "no reason given")),
  ])
  func reads(line: String, reply: Reply) throws {
    #expect(try Reply(line: line) == reply)
  }

  @Test(arguments: ["", "-1", "0", "nan", "inf", "12 13", "ready x", "Traceback"])
  func refusesWhatIsNoReply(line: String) {
    #expect(throws: ExchangeError.self) { try Reply(line: line) }
  }

  @Test func writesAReasonAsOneLine() {
    #expect(Reply.failed(reason: "one\ntwo\r\nthree").line == "failed one two three")
  }

  @Test(arguments: ["", "ready", "go 1.0", "12"])
  func refusesWhatIsNoGreeting(line: String) {
    #expect(throws: ExchangeError.self) { try Greeting(line: line) }
  }

  @Test func readsAGreeting() throws {
    #expect(try Greeting(line: "ready loky 3.7.0, Python 3.11").version == "loky 3.7.0, Python 3.11")
  }
}
