import Testing

@testable import Parallelism

struct ClaimsTests {
  @Test func aWorkerTakesItsOwnTasksInOrder() {
    let claims = Claims(taskCount: 6, workers: 2)
    #expect((0..<3).map { _ in claims.claim(1, for: 1)?.tasks } == [3..<4, 4..<5, 5..<6])
    #expect(claims.claim(1, for: 0)?.tasks == 0..<1)
  }

  @Test func aBatchIsWhatIsAskedForOrWhatIsLeft() {
    let claims = Claims(taskCount: 7, workers: 1)
    #expect(claims.claim(5, for: 0) == Batch(start: 0, end: 5, left: 2))
    #expect(claims.claim(5, for: 0) == Batch(start: 5, end: 7, left: 0))
    #expect(claims.claim(5, for: 0) == nil)
  }

  @Test func aLoneWorkerTakesTheLaterHalvesOfTheRest() {
    let claims = Claims(taskCount: 8, workers: 2)
    let tasks = (0..<9).map { _ in claims.claim(1, for: 0)?.start }
    #expect(tasks == [0, 1, 2, 3, 6, 7, 5, 4, nil])
    #expect(claims.claim(1, for: 1) == nil)
  }

  @Test func aThiefTakesItsBatchFromTheLaterHalf() {
    let claims = Claims(taskCount: 32, workers: 2)
    #expect(claims.claim(16, for: 0)?.tasks == 0..<16)
    #expect(claims.claim(3, for: 0) == Batch(start: 24, end: 27, left: 5))
    #expect(claims.claim(100, for: 1)?.tasks == 16..<24)
    #expect(claims.claim(100, for: 1)?.tasks == 29..<32)
    #expect(claims.claim(100, for: 0)?.tasks == 27..<29)
    #expect(claims.claim(1, for: 0) == nil)
  }

  @Test(arguments: [1, 2, 3, 7, 100, 10_000], [1, 2, 3, 8])
  func everyTaskIsClaimedOnceInAnyInterleaving(tasks: Int, workers: Int) {
    var random = SplitMix(state: UInt64(tasks * 31 + workers))
    for largest in [1, 4, BatchSize.largest] {
      let claims = Claims(taskCount: tasks, workers: workers)
      var claimed: [Int] = []
      var active = Array(0..<workers)
      while let turn = active.indices.randomElement(using: &random) {
        if let batch = claims.claim(.random(in: 1...largest, using: &random), for: active[turn]) {
          #expect(!batch.tasks.isEmpty)
          claimed += batch.tasks
        } else {
          active.remove(at: turn)
        }
      }
      #expect(claimed.sorted() == Array(0..<tasks))
    }
  }

  @Test(arguments: [2, 4], [1, 7])
  func everyTaskIsClaimedOnceByThreads(workers: Int, size: Int) async {
    for _ in 0..<200 {
      let claims = Claims(taskCount: 1000, workers: workers)
      let claimed = await withTaskGroup(of: [Int].self) { group in
        for worker in 0..<workers {
          group.addTask {
            var mine: [Int] = []
            while let batch = claims.claim(size, for: worker) { mine += batch.tasks }
            return mine
          }
        }
        return await group.reduce(into: []) { $0 += $1 }
      }
      #expect(claimed.sorted() == Array(0..<1000))
    }
  }
}

/// The atomic operations of claiming, in every order that workers can do them in.
struct ClaimInterleavingTests {
  /// What a worker does next.
  private enum Step: Hashable {
    case claim
    /// Read the word of the victim that is so many places on.
    case look(Int)
    /// Replace that word if it is still what was read.
    case exchange(Int, TaskRange)
    /// Write what was taken, less the batch, to its own word.
    case keep(TaskRange)
    case done
  }

  private struct World: Hashable {
    var words: [TaskRange]
    var steps: [Step]
    var claimed: [Int]
  }

  /// Follows every order from a state and collects what has been claimed when all workers are done.
  private func explore(_ world: World, size: Int, seen: inout Set<World>, ends: inout Set<[Int]>) {
    guard seen.insert(world).inserted else { return }
    var isOver = true
    for worker in world.steps.indices where world.steps[worker] != .done {
      isOver = false
      var next = world
      advance(worker, in: &next, size: size)
      explore(next, size: size, seen: &seen, ends: &ends)
    }
    if isOver { ends.insert(world.claimed.sorted()) }
  }

  private func advance(_ worker: Int, in world: inout World, size: Int) {
    let workers = world.words.count
    switch world.steps[worker] {
    case .claim:
      let range = world.words[worker]
      world.words[worker] = TaskRange(rawValue: range.rawValue + UInt64(size))
      if let batch = range.first(size) {
        world.claimed += batch.tasks
      } else {
        world.steps[worker] = workers > 1 ? .look(1) : .done
      }
    case .look(let step):
      let range = world.words[(worker + step) % workers]
      if range.halved() != nil {
        world.steps[worker] = .exchange(step, range)
      } else {
        world.steps[worker] = step + 1 < workers ? .look(step + 1) : .done
      }
    case .exchange(let step, let range):
      let victim = (worker + step) % workers
      guard world.words[victim] == range, let (kept, taken) = range.halved(), let batch = taken.first(size)
      else {
        world.steps[worker] = .look(step)
        return
      }
      world.words[victim] = kept
      world.claimed += batch.tasks
      world.steps[worker] = .keep(taken.from(batch.end))
    case .keep(let range):
      world.words[worker] = range
      world.steps[worker] = .claim
    case .done: break
    }
  }

  @Test(arguments: [
    (tasks: 1, workers: 2, size: 1), (5, 2, 1), (8, 2, 2), (9, 2, 3), (3, 3, 1), (6, 3, 1), (7, 3, 2),
    (4, 1, 3),
  ])
  func everyTaskIsClaimedOnce(tasks: Int, workers: Int, size: Int) {
    var seen: Set<World> = []
    var ends: Set<[Int]> = []
    let start = World(
      words: (0..<workers).map { TaskRange.share(of: $0, in: tasks, among: workers) },
      steps: Array(repeating: .claim, count: workers),
      claimed: [])
    explore(start, size: size, seen: &seen, ends: &ends)
    #expect(ends == [Array(0..<tasks)])
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
