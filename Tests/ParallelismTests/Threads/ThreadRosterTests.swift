import Testing

@testable import Parallelism

final class ThreadRosterTests {
  /// Threads that stay: two.
  private var roster = ThreadRoster<String, Int>(keeping: 2, watching: 0)

  /// The job that a thread runs next that has been woken, or what it says of sleeping.
  private func first(_ thread: Int) -> String { words(roster.arrive(thread)) }

  /// The job that a thread runs next that has ended one, or what it says of sleeping.
  private func next(_ thread: Int) -> String { words(roster.next(for: thread)) }

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
    #expect(first(2) == "a")
    #expect(first(1) == "b")
  }

  @Test func theThreadThatFellAsleepLastIsWokenFirst() {
    for job in ["a", "b"] { _ = roster.add(job) { $0 } }
    #expect([first(1), first(2), next(1), next(2)] == ["a", "b", "stays", "stays"])
    #expect(roster.add("c") { $0 } == 2)
    #expect(roster.add("d") { $0 } == 1)
    #expect(roster.add("e") { $0 } == 3)
  }

  @Test func aThreadThatFindsItsJobTakenSleepsAgain() {
    _ = roster.add("a") { $0 }
    _ = roster.add("b") { $0 }
    #expect([first(1), next(1), first(2)] == ["a", "b", "stays"])
    #expect(roster.add("c") { $0 } == 2)
  }

  @Test func aThreadThatFindsItsJobTakenIsThereForTheNext() {
    _ = roster.add("a") { $0 }
    _ = roster.add("b") { $0 }
    #expect([first(1), next(1)] == ["a", "b"])
    // The second thread is still on its way.
    #expect(roster.add("c") { $0 } == nil)
    #expect(roster.add("d") { $0 } == 3)
    #expect([first(3), first(2)] == ["c", "d"])
    #expect(roster.threadCount == 3)
  }

  @Test func threadsOnTheirWayDoNotPileUp() {
    _ = roster.add("a") { $0 }
    _ = roster.add("b") { $0 }
    _ = first(1)
    for _ in 0..<100 {
      #expect(next(1) == "b")
      #expect(roster.add("b") { $0 } == nil)
    }
    #expect(roster.threadCount == 2)
  }

  @Test func jobsThatAreTakenBackNeedNoThread() {
    // On a busy machine, the only thread is on its way all the time.
    for job in 0..<100 {
      #expect(roster.add("\(job)") { $0 } == (job == 0 ? 1 : nil))
      roster.withdraw { $0 == "\(job)" }
    }
    #expect(first(1) == "stays")
    #expect(roster.threadCount == 1)
  }

  @Test func theJobsOfOthersAreNotTakenBack() {
    for job in ["a", "b", "c", "b"] { _ = roster.add(job) { $0 } }
    #expect(first(1) == "a")
    roster.withdraw { $0 == "b" }
    #expect([first(2), first(3), first(4)] == ["c", "may end", "may end"])
    #expect(roster.add("d") { $0 } == 4)
    #expect(first(4) == "d")
  }

  @Test func aJobWithoutThreadWaitsForOne() {
    _ = roster.add("a") { $0 }
    #expect(roster.add("b") { _ in nil } == nil)
    #expect(roster.threadCount == 1)
    #expect([first(1), next(1)] == ["a", "b"])
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
    for thread in 1...threads { _ = roster.arrive(thread) }
    var turns: [String] = []
    for thread in 1...threads { turns.append(next(thread)) }
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
    #expect(first(3) == "a")
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
    for thread in 1...3 { #expect(first(thread) == "\(thread)") }
    #expect([next(1), next(2), next(3)] == ["watches", "may end", "may end"])
    #expect(roster.add("a") { $0 } == 1)
    #expect(roster.add("b") { $0 } == 3)
    #expect(words(roster.sleep(1)) == "is woken")
    #expect([first(1), first(3)] == ["a", "b"])
  }

  @Test func aThreadDoesNotWatchForLong() {
    roster = ThreadRoster(keeping: 2, watching: 1)
    for thread in 1...2 { _ = roster.add("\(thread)") { $0 } }
    for thread in 1...2 { _ = first(thread) }
    #expect(next(1) == "watches")
    #expect(words(roster.sleep(1)) == "stays")
    #expect(next(2) == "watches")
    #expect(roster.add("a") { $0 } == 2)
    #expect(roster.add("b") { $0 } == 1)
  }

  /// Jobs that wait for all others, so that one without a thread would keep every thread for ever.
  @Test(arguments: [0, 1, 2])
  func everyJobRunsThoughNoneEnds(watching: Int) {
    for seed in 0..<300 {
      var random = SplitMix64(state: UInt64(seed))
      var roster = ThreadRoster<Int, Int>(keeping: .random(in: 1...3, using: &random), watching: watching)
      // What each thread is about to do; those that run a job do so until they are told to end it.
      var states: [Int: RehearsedThread] = [:]
      var woken: Set<Int> = []
      for round in 1...3 {
        var jobs = Int.random(in: 1...4, using: &random)
        let all = jobs
        while true {
          let ready = states.filter { $0.value.canGoOn(isWoken: woken.contains($0.key)) }.keys.sorted()
          let mayAdd = jobs > 0 ? [0] : []
          guard let turn = (ready + mayAdd).randomElement(using: &random) else { break }
          if turn == 0 {
            jobs -= 1
            if let thread = roster.add(round, start: { $0 }) {
              states[thread] = states[thread] ?? .sleeps(mayEnd: false)
              woken.insert(thread)
            }
          } else {
            let state = states[turn]?.goOn(as: turn, isWoken: &woken, in: &roster, &random)
            states[turn] = state
          }
        }
        let running = states.values.filter { $0 == .runs }.count
        #expect(running == all, "seed \(seed), round \(round): \(states)")
        for (thread, state) in states where state == .runs { states[thread] = .asks }
      }
    }
  }
}

/// What a thread of a pool does between two calls of the roster.
private enum RehearsedThread: Equatable {
  case arrives, asks, runs, watches
  case sleeps(mayEnd: Bool)

  func canGoOn(isWoken: Bool) -> Bool {
    switch self {
    case .arrives, .asks, .watches: true
    case .runs: false
    case .sleeps(let mayEnd): isWoken || mayEnd
    }
  }

  /// What the thread does next, or `nil` if it ends.
  func goOn(
    as thread: Int, isWoken woken: inout Set<Int>, in roster: inout ThreadRoster<Int, Int>,
    _ random: inout SplitMix64
  ) -> RehearsedThread? {
    switch self {
    case .arrives: return RehearsedThread(roster.arrive(thread))
    case .asks: return RehearsedThread(roster.next(for: thread))
    case .watches:
      return woken.remove(thread) != nil ? .arrives : RehearsedThread(roster.sleep(thread))
    case .sleeps(let mayEnd):
      if woken.remove(thread) != nil { return .arrives }
      // It has slept for long.
      return mayEnd && roster.end(thread) ? nil : .sleeps(mayEnd: false)
    case .runs: return .runs
    }
  }

  private init(_ turn: ThreadRoster<Int, Int>.Turn?) {
    switch turn {
    case .run: self = .runs
    case .watch: self = .watches
    case .sleep(let mayEnd): self = .sleeps(mayEnd: mayEnd)
    case nil: self = .sleeps(mayEnd: false)
    }
  }
}
