import Exchange
import Foundation
import Testing

@testable import Harness

@Suite struct SessionTests {
  private func shell(_ script: String) throws -> Session {
    try Session(command: ["/bin/sh", "-c", script])
  }

  @Test func asksAndGetsAnswers() throws {
    let session = try shell("echo ready sh 1; while read name rest; do echo ${#name}; done")
    defer { session.end() }
    #expect(session.version == "sh 1")
    #expect(try session.measure(Request("four", ["n": 1])) == .measured(4))
    #expect(try session.measure(Request("seventy")) == .measured(7))
  }

  @Test(arguments: [
    ("echo hello", "“hello” is no greeting: a contestant begins with ready and its version"),
    ("exit 3", "it ended without an answer"),
  ])
  func refusesAContestantThatDoesNotGreet(script: String, reason: String) {
    let error = #expect(throws: (any Error).self) { try shell(script) }
    #expect(error.map { "\($0)" } == reason)
  }

  @Test func noticesAContestantThatEnds() throws {
    signal(SIGPIPE, SIG_IGN)
    let session = try shell("echo ready sh; read line; exit 1")
    defer { session.end() }
    #expect(throws: FailedContestant.self) { try session.measure(Request("first")) }
    #expect(throws: FailedContestant.self) { try session.measure(Request("second")) }
  }

  @Test func killsAContestantThatHangs() throws {
    let session = try shell("echo ready sh; read line; exec sleep 1000")
    defer { session.end() }
    #expect(throws: FailedContestant(reason: "it did not answer within 0.100 seconds")) {
      try session.measure(Request("first"), within: 0.1)
    }
  }

  @Test func endsAContestantThatDoesNotWantTo() throws {
    let session = try shell("echo ready sh; exec sleep 1000")
    session.end(within: 0.1)
    #expect(throws: FailedContestant.self) { try session.measure(Request("first")) }
  }
}
