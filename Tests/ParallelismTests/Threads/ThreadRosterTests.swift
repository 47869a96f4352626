import Testing

@testable import Parallelism

final class ThreadRosterTests {
  /// Threads that stay: two.
  private var roster = ThreadRoster<String, Int>(keeping: 2, watching: 0)

  /// The job that a thread runs next, or what it says of sleeping.
  private func turn(of thread: Int) -> String {
    words(roster.next(for: thread))
  }

  private func words(_ turn: ThreadRoster<String, Int>.Turn?) -> String {
    switch turn {
    case nil: "is woken"
    case .run(let job): job
    case .watch: "watches"
    case .sleep(let mayEnd): mayEnd ? "may end" : "stays"
    }
  }

  @Test func everyJobGetsAThreadOfItsOwn() {
    #expect(roster.add("a") { $0 } == 1)
    #expect(roster.add("b") { $0 } == 2)
    #expect(roster.threadCount == 2)
    #expect(turn(of: 2) == "a")
    #expect(turn(of: 1) == "b")
  }

  @Test func theThreadThatFellAsleepLastIsWokenFirst() {
    for job in ["a", "b"] { _ = roster.add(job) { $0 } }
    #expect([turn(of: 1), turn(of: 2), turn(of: 1), turn(of: 2)] == ["a", "b", "stays", "stays"])
    #expect(roster.add("c") { $0 } == 2)
    #expect(roster.add("d") { $0 } == 1)
    #expect(roster.add("e") { $0 } == 3)
  }

  @Test func aThreadThatFindsItsJobTakenSleepsAgain() {
    _ = roster.add("a") { $0 }
    _ = roster.add("b") { $0 }
    #expect([turn(of: 1), turn(of: 1), turn(of: 2)] == ["a", "b", "stays"])
    #expect(roster.add("c") { $0 } == 2)
  }

  @Test func aJobWithoutThreadWaitsForOne() {
    _ = roster.add("a") { $0 }
    #expect(roster.add("b") { _ in nil } == nil)
    #expect(roster.threadCount == 1)
    #expect([turn(of: 1), turn(of: 1)] == ["a", "b"])
  }

  @Test func preparingStartsOneThreadAtMost() {
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

  /// Gives every thread a job, and lets all of them fall asleep in the order of their numbers.
  private func letSleep(threads: Int) -> [String] {
    for thread in 1...threads { _ = roster.add("\(thread)") { $0 } }
    for thread in 1...threads { _ = roster.next(for: thread) }
    var turns: [String] = []
    for thread in 1...threads { turns.append(turn(of: thread)) }
    return turns
  }

  @Test func threadsBeyondThoseThatStayEnd() {
    #expect(letSleep(threads: 4) == Array(repeating: "may end", count: 4))
    var ended: [Bool] = []
    for thread in 1...4 { ended.append(roster.end(thread)) }
    #expect(ended == [true, true, false, false])
    #expect(roster.threadCount == 2)
    #expect(roster.add("a") { $0 } == 4)
    #expect(roster.add("b") { $0 } == 3)
    #expect(roster.add("c") { $0 } == 5)
  }

  @Test func aThreadThatIsWokenDoesNotEnd() {
    _ = letSleep(threads: 3)
    #expect(roster.add("a") { $0 } == 3)
    let ended = roster.end(3)
    #expect(!ended)
    #expect(turn(of: 3) == "a")
  }

  @Test func threadsThatAreNeededStay() {
    #expect(letSleep(threads: 2) == ["stays", "stays"])
    let ended = roster.end(1)
    #expect(!ended)
    #expect(roster.threadCount == 2)
  }

  @Test func threadsThatAreAwakeAreWokenFirst() {
    roster = ThreadRoster(keeping: 2, watching: 1)
    for thread in 1...3 { _ = roster.add("\(thread)") { $0 } }
    for thread in 1...3 { #expect(turn(of: thread) == "\(thread)") }
    #expect([turn(of: 1), turn(of: 2), turn(of: 3)] == ["watches", "may end", "may end"])
    #expect(roster.add("a") { $0 } == 1)
    #expect(roster.add("b") { $0 } == 3)
    #expect(words(roster.sleep(1)) == "is woken")
    #expect([turn(of: 1), turn(of: 3)] == ["a", "b"])
  }

  @Test func aThreadDoesNotWatchForLong() {
    roster = ThreadRoster(keeping: 2, watching: 1)
    for thread in 1...2 { _ = roster.add("\(thread)") { $0 } }
    for thread in 1...2 { _ = turn(of: thread) }
    #expect(turn(of: 1) == "watches")
    #expect(words(roster.sleep(1)) == "stays")
    #expect(turn(of: 2) == "watches")
    #expect(roster.add("a") { $0 } == 2)
    #expect(roster.add("b") { $0 } == 1)
  }
}
