import DaskBackend
import Foundation
import Parallelism
import Testing

/// What happens when a part dies: every result is right, or one error says what is missing.
@Suite(
  .enabled(if: TestCluster.isPossible, "there is no Dask: run make test-dask"), .serialized,
  .timeLimit(.minutes(10)))
struct ClusterFaultTests {
  /// Has jobs done while something happens to the cluster, as soon as some of them are done.
  private func run(
    on cluster: TestCluster, _ count: Int = 200, gate: String? = nil,
    meanwhile mishap: @escaping @Sendable () async throws -> Void
  ) async throws -> [Int] {
    let begun = AsyncStream<Void>.makeStream()
    async let fault: Void = {
      for await _ in begun.stream { break }
      try await mishap()
    }()
    let results = try await Parallel(on: cluster.backend, batching: .size(4)).run(
      (0..<count).map { Doubling(number: $0, pause: 0.02, gate: $0 < 40 ? nil : gate) }
    ) { if $0.completed > 20 { begun.continuation.yield() } }
    begun.continuation.finish()
    try await fault
    return results
  }

  @Test(arguments: ["kill worker-1", "lose worker-1", "end worker-1"])
  func aWorkerThatDiesCostsTimeOnly(mishap: String) async throws {
    let cluster = try await TestCluster.start()
    defer { cluster.backend.shutDown() }
    let results = try await run(on: cluster) { try await cluster.tell(mishap) }
    #expect(results == (0..<200).map { 2 * $0 })
  }

  @Test func aWorkerThatJoinsLateGetsWork() async throws {
    let cluster = try await TestCluster.start(workers: [1])
    defer { cluster.backend.shutDown() }
    // A call that begins when it is known how many there are.
    #expect(try await Parallel(on: cluster.backend).run([Doubling(number: 1)]) == [2])
    let name = "worker-2"
    // Most jobs are left for then.
    let gate = FileManager.default.temporaryDirectory.appending(path: "joined-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: gate) }
    let results = try await run(on: cluster, 600, gate: gate) {
      defer { #expect(FileManager.default.createFile(atPath: gate, contents: nil)) }
      let joined = try await cluster.addWorker(threads: 2)
      #expect(joined == name)
    }
    #expect(results == (0..<600).map { 2 * $0 })
    let children = try await Int(cluster.tell("children \(name)")) ?? 0
    #expect(children > 0)
  }

  @Test func callsWaitForTheFirstWorker() async throws {
    let cluster = try await TestCluster.start(workers: [])
    defer { cluster.backend.shutDown() }
    async let results = Parallel(on: cluster.backend).run((0..<10).map { Doubling(number: $0) })
    try await cluster.addWorker()
    #expect(try await results == (0..<10).map { 2 * $0 })
  }

  @Test func aJobThatThrowsIsOneError() async throws {
    let cluster = try await TestCluster.start(workers: [2])
    defer { cluster.backend.shutDown() }
    let results = try await Parallel(on: cluster.backend, batching: .size(5)).run(
      (0..<20).map { Fate(kind: $0 == 7 ? .fail : .succeed, number: $0) }, onFailure: .collect)
    #expect(results.map { try? $0.get() } == (0..<20).map { $0 == 7 ? nil : $0 })
    guard case .failure(let error) = results[7] else { return }
    #expect(error.code == .taskFailed && error.underlying as? Fate.Mishap == Fate.Mishap(number: 7))
  }

  @Test(arguments: [Fate.Kind.trap, .beKilled])
  func aJobThatKillsItsProcessTakesNoOtherWithIt(kind: Fate.Kind) async throws {
    let cluster = try await TestCluster.start(workers: [2])
    defer { cluster.backend.shutDown() }
    let results = try await Parallel(on: cluster.backend, batching: .size(5)).run(
      (0..<20).map { Fate(kind: $0 == 7 ? kind : .succeed, number: $0) }, onFailure: .collect,
      retries: .afterLostWorkers(1))
    #expect(results.map { try? $0.get() } == (0..<20).map { $0 == 7 ? nil : $0 })
    guard case .failure(let error) = results[7] else { return }
    #expect(error.code == .workerDied && error.attempts == 2 && error.taskIndex == 7)
    let death = try #require(error.underlying as? WorkerDeath)
    #expect(death.host?.hasPrefix("tcp://127.0.0.1:") == true)
    #expect(
      kind == .trap
        ? death.signal == Int(SIGILL) || death.signal == Int(SIGTRAP) : death.signal == Int(SIGKILL))
    if kind == .trap { #expect("\(death)".contains("job 7 traps")) }
  }

  @Test func aCancelledCallFreesItsSlot() async throws {
    let cluster = try await TestCluster.start(workers: [1])
    defer { cluster.backend.shutDown() }
    let parallel = Parallel(on: cluster.backend, batching: .size(1))
    let begun = AsyncStream<Void>.makeStream()
    let call = Task {
      try await parallel.run([Fate(number: 0), Fate(kind: .sleep, number: 1), Fate(kind: .sleep, number: 2)])
      { _ in
        begun.continuation.yield()
      }
    }
    var tellings = begun.stream.makeAsyncIterator()
    for _ in 0..<2 { await tellings.next() }
    call.cancel()
    await #expect(throws: CancellationError.self) { try await call.value }
    // The only thread would be busy for an hour.
    let next = try await parallel.run([Fate(number: 3)])
    #expect(next == [3])
  }

  @Test func theLossOfTheSchedulerIsOneErrorThatListsWhatIsUnfinished() async throws {
    let cluster = try await TestCluster.start()
    defer { cluster.backend.shutDown() }
    let error = try await #require(throws: ParallelError.self) {
      _ = try await run(on: cluster, 1000) { try await cluster.tell("scheduler-dies") }
    }
    let cause = try #require(error.underlying as? DaskError)
    #expect(cause.code == .connectionLost)
    #expect(cause.description.contains(cluster.address) && cause.description.contains("were under way"))
  }

  @Test func theLossOfTheBridgeIsAnErrorAndTheNextCallHasAnother() async throws {
    let cluster = try await TestCluster.start(workers: [2])
    defer { cluster.backend.shutDown() }
    let error = try await #require(throws: ParallelError.self) {
      _ = try await run(on: cluster, 1000) {
        for child in Self.children where Self.commandLine(of: child).contains("--address") {
          kill(child, SIGKILL)
        }
      }
    }
    #expect((error.underlying as? DaskError)?.code == .connectionLost)
    #expect(try await Parallel(on: cluster.backend).run([Doubling(number: 2)]) == [4])
  }

  @Test func whatJobsWriteIsInTheLogOfTheWorker() async throws {
    let cluster = try await TestCluster.start(workers: [1])
    defer { cluster.backend.shutDown() }
    _ = try await Parallel(on: cluster.backend).run([Fate(kind: .write, number: 41)])
    let path = try await cluster.tell("log worker-1")
    // What was written before the answer may be read after it.
    let line = "job 41 was here"
    let end = ContinuousClock.now + .seconds(20)
    while try !String(contentsOfFile: path, encoding: .utf8).contains(line), .now < end {
      try await Task.sleep(for: .milliseconds(10))
    }
    let log = try String(contentsOfFile: path, encoding: .utf8)
    #expect(log.split(separator: "\n").contains { $0.contains("swift[") && $0.contains(line) })
  }

  @Test func sharedValuesCrossOnceAndAreRight() async throws {
    let cluster = try await TestCluster.start()
    defer { cluster.backend.shutDown() }
    let values = Shared((0..<2_000_000).map(Double.init))
    let sums = try await Parallel(on: cluster.backend, batching: .size(1)).run(
      (0..<20).map { Sum(part: $0 * 100_000..<($0 + 1) * 100_000, values: values) })
    // The sum of so many numbers in a row.
    let expected: [Double] = (0..<20).map { (part: Int) -> Double in
      1e5 * (Double(part) * 1e5 + (1e5 - 1) / 2)
    }
    #expect(sums == expected)
    let folder = "/dev/shm/swift-ensembles-values-\(getuid())"
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0 != "lock" }
    let sizes = try files.map {
      try FileManager.default.attributesOfItem(atPath: "\(folder)/\($0)")[.size] as? Int
    }
    #expect(sizes.filter { ($0 ?? 0) >= 16_000_000 }.count == 1, "both workers use one file")
  }

  @Test func aSharedValueSurvivesItsOnlyHolder() async throws {
    let cluster = try await TestCluster.start(workers: [1])
    defer { cluster.backend.shutDown() }
    let values = Shared((0..<400_000).map { Double($0) - 7 })
    let expected: Double = 4e5 * ((4e5 - 1) / 2 - 7)
    func sum() async throws -> [Double] {
      try await Parallel(on: cluster.backend).run([Sum(part: 0..<400_000, values: values)])
    }
    #expect(try await sum() == [expected])
    try await cluster.tell("lose worker-1")
    // On another host it would not be there.
    let folder = "/dev/shm/swift-ensembles-values-\(getuid())"
    for file in try FileManager.default.contentsOfDirectory(atPath: folder) where file != "lock" {
      try? FileManager.default.removeItem(atPath: "\(folder)/\(file)")
    }
    try await cluster.addWorker(threads: 1)
    #expect(try await sum() == [expected])
    #expect(try await sum() == [expected])
  }

  private static var children: [pid_t] {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
    return tasks.flatMap { task in
      ((try? String(contentsOfFile: "/proc/self/task/\(task)/children", encoding: .utf8)) ?? "")
        .split(separator: " ").compactMap { pid_t($0) }
    }
  }

  private static func commandLine(of process: pid_t) -> String {
    (try? String(contentsOfFile: "/proc/\(process)/cmdline", encoding: .utf8)) ?? ""
  }
}
