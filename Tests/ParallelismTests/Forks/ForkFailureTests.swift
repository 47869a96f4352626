#if os(Linux)
  import Dispatch
  @testable import Parallelism
  import Testing

  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #endif

  @Suite(
    .timeLimit(.minutes(30)),
    .disabled(if: Sanitizers.includeThreads, "the thread sanitizer allows no fork of a process with threads"))
  struct ForkFailureTests {
    private let parallel = Parallel(workers: 2, on: .forks)

    /// Two tasks that are fine around one that may not be, and what comes of them.
    private func failure(_ fate: Fate, text: String = "word") async -> ParallelError? {
      await #expect(throws: ParallelError.self) {
        _ = try await Parallel(workers: 1, on: .forks).map(0..<3) { number in
          try Destiny(fate: number == 1 ? fate : .fine, text: text).run()
        }
      }
    }

    @Test func thrownErrorsComeBackAsTheyAre() async {
      let error = await failure(.refuses, text: "no time")
      #expect(error?.code == .taskFailed)
      #expect(error?.taskIndex == 1)
      #expect(error?.taskType == "Int")
      #expect(error?.worker == 0)
      #expect(error?.attempts == 1)
      #expect(error?.underlying as? Refusal == Refusal(reason: "no time"))
      #expect(error?.description.contains("no time") == true)
    }

    @Test func errorsThatCannotTravelAreDescribed() async throws {
      let error = await failure(.isSilent)
      let remote = try #require(error?.underlying as? RemoteError)
      #expect(remote.typeName.hasSuffix("Silence"))
      #expect(remote.description == "complete")
    }

    @Test func theCancellationOfATaskIsThrownBare() async {
      await #expect(throws: CancellationError.self) {
        _ = try await parallel.map(0..<3) { try Destiny(fate: $0 == 1 ? .isCancelled : .fine).run() }
      }
    }

    @Test(
      arguments: [
        (.traps, nil, nil, "word"), (.exits, nil, 3, "last line"), (.isKilled, 9, nil, nil),
        (.endsItsGroup, 15, nil, nil),
      ] as [(Fate, Int?, Int?, String?)])
    func theEndOfAChildIsTheErrorOfItsTask(fate: Fate, signal: Int?, code: Int?, text: String?) async throws {
      let error = await failure(fate)
      #expect(error?.code == .workerDied)
      #expect(error?.taskIndex == 1)
      #expect(error?.worker == 0)
      let death = try #require(error?.underlying as? WorkerDeath)
      if let signal { #expect(death.signal == signal) }
      #expect(death.exitCode == code)
      #expect((death.signal == nil) != (death.exitCode == nil))
      if let text {
        #expect(death.lastLines.contains { $0.contains(text) })
        #expect(error?.description.contains(text) == true)
      }
    }

    @Test func aTrapWritesNoLongReport() async throws {
      let error = await failure(.traps)
      let death = try #require(error?.underlying as? WorkerDeath)
      // The message and where it came from.
      #expect(death.lastLines.count <= 2)
    }

    @Test func theRunOutOfTheStackIsTheErrorOfItsTask() async throws {
      @Sendable func depth(_ number: Int) -> Int { number == .max ? 0 : 1 + depth(number + 1) }
      let results = try await parallel.map(0..<3, onFailure: .collect) { $0 == 1 ? depth(0) : $0 }
      #expect(try results[0].get() == 0)
      #expect(try results[2].get() == 2)
      let error = #expect(throws: ParallelError.self) { try results[1].get() }
      #expect((error?.underlying as? WorkerDeath)?.signal == Int(SIGSEGV))
    }

    @Test(arguments: [.automatic, .size(1), .size(8)] as [Batching], [1, 2] as [WorkerCount])
    func failuresAreCollectedAndOthersGoOn(batching: Batching, workers: WorkerCount) async throws {
      let fates: [Fate] = [.fine, .refuses, .isKilled, .fine, .exits, .isSilent, .fine, .traps]
      let results = try await Parallel(workers: workers, on: .forks, batching: batching).map(
        0..<24, onFailure: .collect
      ) { try Destiny(fate: fates[$0 % 8], text: "\($0)").run() }
      #expect(results.count == 24)
      for (task, result) in results.enumerated() {
        switch (fates[task % 8], result) {
        case (.fine, .success(let text)): #expect(text == "\(task)")
        case (.refuses, .failure(let error)):
          #expect(error.underlying as? Refusal == Refusal(reason: "\(task)"))
        case (.isSilent, .failure(let error)): #expect(error.underlying is RemoteError)
        case (.isKilled, .failure(let error)), (.exits, .failure(let error)), (.traps, .failure(let error)):
          #expect(error.code == .workerDied)
          #expect(error.taskIndex == task)
        default: Issue.record("task \(task) has the wrong result \(result)")
        }
      }
    }

    @Test func lostTasksAreTriedAgain() async throws {
      // A child cannot tell the next that it was there, but files can.
      let marks = NamedPipe(isRead: false)
      let path = marks.path
      let results = try await parallel.map(0..<8, retries: .afterLostWorkers(1)) { task in
        if task % 4 == 1, mkdir("\(path)-\(task)", 0o700) == 0 { kill(getpid(), SIGKILL) }
        rmdir("\(path)-\(task)")
        return task
      }
      #expect(results == Array(0..<8))
      let error = await #expect(throws: ParallelError.self) {
        _ = try await parallel.map(0..<3, retries: .afterLostWorkers(2)) { if $0 == 2 { _exit(4) } }
      }
      #expect(error?.attempts == 3)
      #expect(error?.taskIndex == 2)
    }

    @Test func whatCannotBeCodedIsTheErrorOfItsTask() async {
      for (task, error) in [
        (
          0,
          await #expect(throws: ParallelError.self) {
            _ = try await parallel.map(0..<1) { _ in [Secret()] }
          }
        ),
        (
          0,
          await #expect(throws: ParallelError.self) { _ = try await parallel.map(0..<1) { _ in [Riddle()] } }
        ),
      ] {
        #expect(error?.code == .codingFailed)
        #expect(error?.taskIndex == task)
      }
    }

    @Test func cancellingEndsWhatRuns() async throws {
      let pipe = NamedPipe()
      let path = pipe.path
      let call = CancellableCall()
      async let outcome = #expect(throws: CancellationError.self) {
        try await call.run {
          _ = try await parallel.map(0..<2) { _ in Presence(path: path, stays: true).run() }
        }
      }
      await pipe.bytes(2)
      call.cancel()
      _ = await outcome
      #expect(await pipe.awaitEnd() == 0)
    }

    @Test func aFailureEndsWhatRunsBesideIt() async throws {
      let pipe = NamedPipe()
      let path = pipe.path
      let error = await #expect(throws: ParallelError.self) {
        _ = try await parallel.map(0..<2) { task in
          task == 0 ? "\(Presence(path: path, stays: true).run())" : try Destiny(fate: .refuses).run()
        }
      }
      #expect(error?.taskIndex == 1)
      #expect(await pipe.awaitEnd() <= 1)
    }

    @Test func aTaskThatTakesTooLongIsEnded() async throws {
      let results = try await parallel.run(
        [Waiting(waits: false), Waiting(waits: true), Waiting(waits: false)], onFailure: .collect,
        taskLimit: .milliseconds(500))
      #expect(try results[0].get() && results[2].get())
      let error = #expect(throws: ParallelError.self) { try results[1].get() }
      #expect(error?.code == .taskLimitExceeded)
      #expect(error?.taskIndex == 1)
    }

    @Test(arguments: [true, false])
    func aCallThatTakesTooLongIsEnded(hasDeadline: Bool) async throws {
      let limit = Duration.milliseconds(100)
      let error = await #expect(throws: ParallelError.self) {
        _ = try await parallel.map(
          0..<3, deadline: hasDeadline ? limit : nil, stall: hasDeadline ? nil : limit
        ) { if $0 == 1 { while true { pause() } } }
      }
      #expect(error?.code == (hasDeadline ? .deadlineExceeded : .stalled))
    }

    @Test func whatIsStartedByATaskEndsWithIt() async throws {
      let pipe = NamedPipe()
      let path = pipe.path
      _ = try await parallel.map(0..<2) { _ in
        if fork() == 0 { _ = Presence(path: path, stays: true).run() }
        // The child's child is there before the task ends.
        let descriptor = open(path, O_WRONLY)
        var byte: UInt8 = 2
        write(descriptor, &byte, 1)
      }
      _ = await pipe.awaitEnd()
    }

    @Test func theEndOfAChildIsSeenThoughItsOwnChildLives() async throws {
      let gate = NamedPipe(isRead: false)
      let path = gate.path
      let error = await #expect(throws: ParallelError.self) {
        _ = try await parallel.map(0..<1) { _ in
          let heir = fork()
          if heir == 0 {
            alarm(60)
            // It has the channel too, and lives until this test lets it go.
            close(open(path, O_RDONLY))
            _exit(0)
          }
          // Out of the group, or it would be ended with it.
          setpgid(heir, heir)
          _exit(5)
        }
      }
      #expect((error?.underlying as? WorkerDeath)?.exitCode == 5)
      // For writing alone it would wait for a reader, and the heir may be gone.
      close(open(path, O_RDWR))
    }

    @Test func silentChildrenAreReplaced() async throws {
      var backend = ForkBackend()
      backend.patience = .milliseconds(50)
      backend.prologue = { if $0 < 2 { while true { pause() } } }
      #expect(try await Parallel(workers: 2, on: backend).map(0..<10) { $0 } == Array(0..<10))
      backend.patience = .milliseconds(1)
      backend.prologue = { _ in while true { pause() } }
      let error = await #expect(throws: ParallelError.self) {
        _ = try await Parallel(workers: 1, on: backend).map(0..<10) { $0 }
      }
      #expect(error?.code == .backendFailed)
    }

    @Test func aTaskThatWaitsForThreadsOfTheParentIsAnError() async throws {
      let results = try await parallel.map(0..<3, onFailure: .collect) { number in
        guard number == 1 else { return "\(number)" }
        let done = DispatchSemaphore(value: 0)
        Task.detached { done.signal() }
        done.wait()
        return "never"
      }
      #expect(try [results[0].get(), results[2].get()] == ["0", "2"])
      let error = #expect(throws: ParallelError.self) { try results[1].get() }
      #expect(error?.code == .workerDied)
      #expect(error?.taskIndex == 1)
      #expect((error?.underlying as? WorkerDeath)?.wasStuck == true)
      #expect(error?.description.contains("async") == true)
    }

    @Test func aTaskThatWaitsBesideAThreadOfItsOwnIsAnError() async throws {
      // Libraries start threads in the child, which are no reason to wait for it either.
      let error = await #expect(throws: ParallelError.self) {
        _ = try await parallel.map(0..<1) { _ in
          let (idle, done) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
          guard PoolThread(name: "idle", body: { _ in idle.wait() }) != nil else { return }
          Task.detached { done.signal() }
          done.wait()
        }
      }
      #expect((error?.underlying as? WorkerDeath)?.wasStuck == true)
    }

    @Test func aTaskThatFindsALockHeldIsTriedAgain() async throws {
      let lock = Locked(0)
      let held = Tally()
      let release = DispatchSemaphore(value: 0)
      DispatchQueue(label: "holder").async {
        lock.withLock { _ in
          held.add(1)
          release.wait()
        }
      }
      await wait { held.value == 1 }
      var backend = ForkBackend()
      // The next child is forked when nobody holds the lock.
      backend.beforeFork = { child in
        guard child == 1 else { return }
        release.signal()
        lock.withLock { _ in }
      }
      #expect(
        try await Parallel(workers: 1, on: backend).map(0..<3) { lock.withLock { $0 } + 1 + $0 } == [1, 2, 3])
    }

    @Test func aTaskThatSleepsOrComputesIsLeftAlone() async throws {
      let results = try await parallel.map(0..<2) { number in
        let end = ContinuousClock.now + .milliseconds(200)
        if number == 0 { usleep(200_000) }
        while ContinuousClock.now < end {}
        return number
      }
      #expect(results == [0, 1])
    }

    @Test func childrenThatEndBeforeTheirFirstTaskAreReplaced() async throws {
      var backend = ForkBackend()
      backend.prologue = { if $0 < 2 { _exit(1) } }
      #expect(try await Parallel(workers: 1, on: backend).map(0..<10) { $0 } == Array(0..<10))
      backend.prologue = { _ in _exit(1) }
      let error = await #expect(throws: ParallelError.self) {
        _ = try await Parallel(workers: 1, on: backend).map(0..<10) { $0 }
      }
      #expect(error?.code == .backendFailed)
      #expect((error?.underlying as? WorkerDeath)?.exitCode == 1)
    }
  }

  /// Waits forever, or not at all.
  struct Waiting: Job {
    var waits: Bool

    func run() -> Bool {
      while waits { pause() }
      return true
    }
  }
#endif
