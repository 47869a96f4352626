import Testing

@testable import Parallelism

struct IdleWorkersTests {
  private final class Worker {}

  @Test func theLastOneIsTakenFirst() {
    var idle = IdleWorkers<String, Worker, Int>()
    let workers = [Worker(), Worker()]
    idle.put(workers[0], for: "a", until: 1)
    idle.put(workers[1], for: "a", until: 2)
    #expect(idle.take("b") == nil)
    #expect(idle.take("a") === workers[1])
    #expect(idle.take("a") === workers[0])
    #expect(idle.take("a") == nil)
  }

  @Test func thoseThatWaitedLongEnoughAreTaken() {
    var idle = IdleWorkers<String, Worker, Int>()
    let workers = [Worker(), Worker(), Worker()]
    idle.put(workers[0], for: "a", until: 5)
    idle.put(workers[1], for: "b", until: 3)
    idle.put(workers[2], for: "a", until: 9)
    #expect(idle.nextDeadline == 3)
    #expect(idle.takeExpired(at: 2).isEmpty)
    #expect(
      Set(idle.takeExpired(at: 5).map(ObjectIdentifier.init)) == Set(workers[..<2].map(ObjectIdentifier.init))
    )
    #expect(idle.nextDeadline == 9)
    #expect(idle.take("a") === workers[2])
    #expect(idle.nextDeadline == nil)
  }

  @Test func oneOrAllOfAKeyAreTaken() {
    var idle = IdleWorkers<String, Worker, Int>()
    let workers = [Worker(), Worker()]
    for worker in workers { idle.put(worker, for: "a", until: 1) }
    let taken = [idle.take(workers[0]), idle.take(workers[0])]
    #expect(taken == [true, false])
    idle.put(Worker(), for: "b", until: 1)
    let counts = [idle.takeAll { $0 == "a" }.count, idle.takeAll { $0 == "a" }.count]
    #expect(counts == [1, 0])
    let rest = idle.takeAll { _ in true }.count
    #expect(rest == 1)
    #expect(idle.nextDeadline == nil)
  }
}
