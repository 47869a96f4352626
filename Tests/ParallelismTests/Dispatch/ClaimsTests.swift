import Testing

@testable import Parallelism

struct ClaimsTests {
  @Test func aWorkerTakesItsOwnTasksInOrder() {
    let claims = Claims(taskCount: 6, workers: 2)
    #expect((0..<3).map { _ in claims.claim(for: 1) } == [3, 4, 5])
    #expect(claims.claim(for: 0) == 0)
  }

  @Test func aLoneWorkerTakesTheLaterHalvesOfTheRest() {
    let claims = Claims(taskCount: 8, workers: 2)
    #expect((0..<9).map { _ in claims.claim(for: 0) } == [0, 1, 2, 3, 6, 7, 5, 4, nil])
    #expect(claims.claim(for: 1) == nil)
    #expect(claims.claim(for: 0) == nil)
  }

  @Test(arguments: [1, 2, 3, 7, 100, 10_000], [1, 2, 3, 8])
  func everyTaskIsClaimedOnceInAnyInterleaving(tasks: Int, workers: Int) {
    var random = SplitMix(state: UInt64(tasks * 31 + workers))
    let claims = Claims(taskCount: tasks, workers: workers)
    var claimed: [Int] = []
    var active = Array(0..<workers)
    while let turn = active.indices.randomElement(using: &random) {
      if let task = claims.claim(for: active[turn]) {
        claimed.append(task)
      } else {
        active.remove(at: turn)
      }
    }
    #expect(claimed.sorted() == Array(0..<tasks))
  }

  @Test(arguments: [2, 4])
  func everyTaskIsClaimedOnceByThreads(workers: Int) async {
    for _ in 0..<200 {
      let claims = Claims(taskCount: 1000, workers: workers)
      let claimed = await withTaskGroup(of: [Int].self) { group in
        for worker in 0..<workers {
          group.addTask {
            var mine: [Int] = []
            while let task = claims.claim(for: worker) { mine.append(task) }
            return mine
          }
        }
        return await group.reduce(into: []) { $0 += $1 }
      }
      #expect(claimed.sorted() == Array(0..<1000))
    }
  }
}

/// Steele, Lea and Flood's generator, so that a failing interleaving can be had again.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }
}
