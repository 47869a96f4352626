import Testing

@testable import Parallelism

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

@Suite(.timeLimit(.minutes(30)))
struct ThreadPoolTests {
  @TaskLocal static var mark = "none"

  @Test(arguments: [1, 2, 5, 64])
  func bodiesRunOnThreadsOfOurOwn(workers: Int) async throws {
    let rendezvous = Rendezvous(of: workers)
    let names = try await Parallel(workers: .exactly(workers)).map(0..<workers) { _ in
      rendezvous.meet()
      return threadName()
    }
    #expect(Set(names).count == workers)
    for name in names {
      #expect(name.hasPrefix("parallel-"))
      #expect((Int(name.dropFirst("parallel-".count)) ?? 0) > 0)
    }
  }

  @Test func theSequentialBackendStaysOnItsThread() async throws {
    let names = try await Parallel(on: .sequential).map(0..<10) { _ in threadName() }
    #expect(names.allSatisfy { !$0.hasPrefix("parallel-") })
  }

  @Test func stacksAreLarge() async throws {
    let depth = 6 << 20
    let reached = try await Parallel(workers: 2).map(0..<2) { _ in
      withUnsafeBytes(of: 0) { Self.descend(from: UInt(bitPattern: $0.baseAddress), to: depth) }
    }
    #expect(reached.allSatisfy { $0 >= depth })
  }

  /// Calls itself until it stands so many bytes below an address of the stack.
  @inline(never)
  private static func descend(from top: UInt, to depth: Int) -> Int {
    withUnsafeBytes(of: top) { here in
      let reached = Int(top - UInt(bitPattern: here.baseAddress))
      return reached >= depth ? reached : max(reached, descend(from: top, to: depth))
    }
  }

  @Test func signalsOfTheProcessAreLeftToTheProgram() async throws {
    let blocked = try await Parallel(workers: 1).map([SIGINT, SIGTERM, SIGCHLD, SIGSEGV, SIGILL, SIGTRAP]) {
      signal in
      var mask = sigset_t()
      pthread_sigmask(SIG_BLOCK, nil, &mask)
      return sigismember(&mask, signal) == 1
    }
    #expect(blocked == [true, true, true, false, false, false])
  }

  @Test(arguments: backends, workerCounts)
  func taskLocalValuesReachTheBodies(backend: any Backend, workers: WorkerCount) async throws {
    let marks = try await Self.$mark.withValue("here") {
      try await Parallel(workers: workers, on: backend).map(0..<100) { _ in Self.mark }
    }
    #expect(marks == Array(repeating: "here", count: 100))
    #expect(Self.mark == "none")
  }

  @Test(arguments: [TaskPriority.high, .medium, .low, .background], [1, 2, 5])
  func bodiesHaveThePriorityOfTheCaller(priority: TaskPriority, workers: Int) async throws {
    let priorities = try await Task.detached(priority: priority) {
      try await Parallel(workers: .exactly(workers)).map(0..<10) { _ in
        (base: Task.basePriority, current: Task.currentPriority)
      }
    }.value
    #expect(priorities.allSatisfy { $0.base == priority && $0.current >= priority })
  }

  @Test func unstructuredTasksOfABodyLeaveOurThreads() async throws {
    let tasks = try await Parallel(workers: 2).map(0..<4) { _ in Task { threadName() } }
    for task in tasks {
      #expect(await !task.value.hasPrefix("parallel-"))
    }
  }

  @Test(arguments: [1, 2])
  func threadsWithoutWorkEnd(processors: Int) async throws {
    let pool = ThreadPool(processors: processors, idleTime: .milliseconds(1))
    let rendezvous = Rendezvous(of: 20)
    await withDiscardingTaskGroup { group in
      for _ in 0..<20 { group.addTask(executorPreference: pool) { rendezvous.meet() } }
    }
    await wait { pool.threadCount == processors }
    let name = await Task(executorPreference: pool) { threadName() }.value
    #expect(name.hasPrefix("parallel-"))
  }

  @Test func aCrewKnowsWhenItsJobsHaveEnded() async {
    let crew = Crew(of: .shared)
    #expect(crew.ends(jobs: 0, within: .zero))
    #expect(!crew.ends(jobs: 1, within: .zero))
    await withDiscardingTaskGroup { group in
      for _ in 0..<2 { group.addTask(executorPreference: crew) {} }
      // Nobody waits for jobs that have ended; this test has no other way to see that they have.
      while !crew.ends(jobs: 2, within: .milliseconds(1)) {}
    }
    #expect(crew.ends(jobs: 2, within: .zero))
    #expect(!crew.ends(jobs: 3, within: .zero))
  }
}

/// Where a body runs.
func threadName() -> String {
  #if os(Linux)
    let descriptor = open("/proc/thread-self/comm", O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    let bytes = [UInt8](unsafeUninitializedCapacity: 64) { buffer, count in
      count = max(0, read(descriptor, buffer.baseAddress, buffer.count))
    }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
  #else
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
      guard let base = buffer.baseAddress else { return "" }
      pthread_getname_np(pthread_self(), base, buffer.count)
      return String(cString: base)
    }
  #endif
}
