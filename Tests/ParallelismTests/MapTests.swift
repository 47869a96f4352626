import Dispatch
import Parallelism
import Testing

@Suite(.timeLimit(.minutes(30)))
struct MapTests {
  @Test(arguments: closureBackends, workerCounts)
  func resultsStandInTheOrderOfTheInputs(backend: any Backend, workers: WorkerCount) async throws {
    let parallel = Parallel(workers: workers, on: backend)
    for count in [0, 1, 2, 3, 63, 64, 65, 1000] {
      let results = try await parallel.map(0..<count) { "\($0)" }
      #expect(results == (0..<count).map { "\($0)" })
    }
  }

  @Test(arguments: closureBackends)
  func anySequenceIsAnInput(backend: any Backend) async throws {
    let parallel = Parallel(workers: 3, on: backend)
    #expect(try await parallel.map("swift") { $0.uppercased() } == ["S", "W", "I", "F", "T"])
    #expect(try await parallel.map([5, 6, 7, 8][1...2]) { $0 * 2 } == [12, 14])
    #expect(try await parallel.map(stride(from: 0, to: 10, by: 4)) { $0 + 1 } == [1, 5, 9])
    var next = 1
    let powers = AnyIterator { () -> Int? in
      next *= 2
      return next > 64 ? nil : next
    }
    #expect(try await parallel.map(powers) { $0 } == [2, 4, 8, 16, 32, 64])
  }

  @Test(arguments: closureBackends)
  func resultsMayHaveNoSize(backend: any Backend) async throws {
    let results: [Void] = try await Parallel(workers: 2, on: backend).map(0..<5) { _ in }
    #expect(results.count == 5)
  }

  @Test(arguments: backends, workerCounts)
  func manyTinyTasksAreDoneOnceEach(backend: any Backend, workers: WorkerCount) async throws {
    let done = Tally()
    let results = try await Parallel(workers: workers, on: backend).map(0..<100_000) {
      done.add(1)
      return $0 ^ 1
    }
    #expect(done.value == 100_000)
    #expect(results.enumerated().allSatisfy { $0.offset ^ 1 == $0.element })
  }

  @Test(arguments: [2, 5, 64])
  func asManyTasksRunAtOnceAsThereAreWorkers(workers: Int) async throws {
    let rendezvous = Rendezvous(of: workers)
    let results = try await Parallel(workers: .exactly(workers)).map(0..<workers) {
      rendezvous.meet()
      return $0
    }
    #expect(results == Array(0..<workers))
  }

  @Test(arguments: backends, [1, 2, 5])
  func noMoreTasksRunAtOnceThanThereAreWorkers(backend: any Backend, workers: Int) async throws {
    let running = Tally()
    let peaks = try await Parallel(workers: .exactly(workers), on: backend).map(0..<10_000) { _ in
      defer { running.add(-1) }
      return running.add(1)
    }
    #expect(peaks.max() ?? 0 <= workers)
  }

  @Test func aBusyWorkerLosesItsOtherTasksToTheRest() async throws {
    // The first task waits for the last one of its own share, which another worker must therefore take.
    let rendezvous = Rendezvous(of: 2)
    let results = try await Parallel(workers: 2).map(0..<100) {
      if $0 == 0 || $0 == 49 { rendezvous.meet() }
      return $0
    }
    #expect(results == Array(0..<100))
  }

  @Test(arguments: backends)
  func oneValueServesManyCallsAtOnce(backend: any Backend) async throws {
    let parallel = Parallel(workers: 5, on: backend)
    try await withThrowingTaskGroup(of: [Int].self) { group in
      for call in 0..<50 {
        group.addTask { try await parallel.map(0..<20) { $0 + call } }
      }
      var sum = 0
      for try await results in group {
        #expect(results == (results[0]..<results[0] + 20).map { $0 })
        sum += results[0]
      }
      #expect(sum == (0..<50).reduce(0, +))
    }
  }

  @Test func bodiesMayWaitForCallsOfTheirOwn() async throws {
    let sums = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<10 {
        group.addTask {
          try await Parallel(workers: 5).map(0..<5) { outer in
            let sum = Tally()
            let done = DispatchSemaphore(value: 0)
            Task {
              defer { done.signal() }
              for value in try await Parallel(workers: 5).map(0..<10, { $0 * outer }) { sum.add(value) }
            }
            done.wait()
            return sum.value
          }.reduce(0, +)
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(sums == Array(repeating: 450, count: 10))
  }

  @MainActor @Test(arguments: closureBackends)
  func theMainActorMayCall(backend: any Backend) async throws {
    #expect(try await Parallel(workers: 2, on: backend).map(0..<100) { -$0 } == (0..<100).map { -$0 })
    MainActor.assertIsolated()
  }

  @Test(arguments: closureBackends)
  func anyActorMayCall(backend: any Backend) async throws {
    actor Caller {
      let factor = 3
      func call(_ backend: any Backend) async throws -> [Int] {
        let factor = factor
        defer { assertIsolated() }
        return try await Parallel(workers: 2, on: backend).map(0..<4) { $0 * factor }
      }
    }
    #expect(try await Caller().call(backend) == [0, 3, 6, 9])
  }

  @Test(arguments: backends)
  func resultsAndInputsAreReleasedOnce(backend: any Backend) async throws {
    let living = Tally()
    for _ in 0..<20 {
      let numbers = try await Parallel(workers: 5, on: backend).map((0..<100).map { Counted($0, in: living) })
      {
        Counted($0.number + 1, in: living)
      }.map(\.number)
      #expect(numbers == Array(1...100))
      #expect(living.value == 0)
    }
  }
}
