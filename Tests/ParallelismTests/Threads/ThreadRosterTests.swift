import Testing

@testable import Parallelism

struct ThreadRosterTests {
  typealias Roster = ThreadRoster<String, Int>

  @Test func everyJobGetsAThreadOfItsOwn() {
    var roster = Roster()
    #expect(roster.add("a") { $0 } == 1)
    #expect(roster.add("b") { $0 } == 2)
    #expect(roster.threadCount == 2)
    #expect(roster.nextJob(for: 2) == "a")
    #expect(roster.nextJob(for: 1) == "b")
  }

  @Test func theThreadThatFellAsleepLastIsWokenFirst() {
    var roster = Roster()
    for job in ["a", "b"] { _ = roster.add(job) { $0 } }
    #expect(roster.nextJob(for: 1) == "a")
    #expect(roster.nextJob(for: 2) == "b")
    #expect(roster.nextJob(for: 1) == nil)
    #expect(roster.nextJob(for: 2) == nil)
    #expect(roster.add("c") { $0 } == 2)
    #expect(roster.add("d") { $0 } == 1)
    #expect(roster.add("e") { $0 } == 3)
  }

  @Test func aThreadThatFindsItsJobTakenSleepsAgain() {
    var roster = Roster()
    _ = roster.add("a") { $0 }
    _ = roster.add("b") { $0 }
    #expect(roster.nextJob(for: 1) == "a")
    #expect(roster.nextJob(for: 1) == "b")
    #expect(roster.nextJob(for: 2) == nil)
    #expect(roster.add("c") { $0 } == 2)
  }

  @Test func aJobWithoutThreadWaitsForOne() {
    var roster = Roster()
    _ = roster.add("a") { $0 }
    #expect(roster.add("b") { _ in nil } == nil)
    #expect(roster.threadCount == 1)
    #expect(roster.nextJob(for: 1) == "a")
    #expect(roster.nextJob(for: 1) == "b")
  }

  @Test func preparingStartsOneThreadAtMost() {
    var roster = Roster()
    let refused = roster.prepare { _ in nil }
    #expect(!refused)
    #expect(roster.threadCount == 0)
    for _ in 0..<2 {
      let prepared = roster.prepare { $0 }
      #expect(prepared)
    }
    #expect(roster.threadCount == 1)
    #expect(roster.add("a") { $0 } == 1)
    #expect(roster.add("b") { $0 } == 2)
  }
}
