import Parallelism
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

@Suite(.timeLimit(.minutes(30)))
struct ProcessFailureTests {
  /// Two jobs that are fine around one that may not be, and what comes of them.
  private func failure(_ fate: Fate, text: String = "word") async -> ParallelError? {
    let jobs = [Destiny(fate: .fine), Destiny(fate: fate, text: text), Destiny(fate: .fine)]
    return await #expect(throws: ParallelError.self) {
      _ = try await Parallel(workers: 1, on: .processes).run(jobs)
    }
  }

  /// Other calls find workers that work.
  private func checkHealth() async throws {
    let jobs = [Destiny(fate: .fine, text: "a"), Destiny(fate: .fine, text: "b")]
    #expect(try await Parallel(workers: 2, on: .processes).run(jobs) == ["a", "b"])
  }

  @Test func thrownErrorsComeBackAsTheyAre() async throws {
    let error = await failure(.refuses, text: "no time")
    #expect(error?.code == .taskFailed)
    #expect(error?.taskIndex == 1)
    #expect(error?.taskType == "Destiny")
    #expect(error?.worker == 0)
    #expect(error?.attempts == 1)
    #expect(error?.underlying as? Refusal == Refusal(reason: "no time"))
    #expect(error?.description.contains("no time") == true)
    try await checkHealth()
  }

  @Test func errorsThatCannotTravelAreDescribed() async throws {
    let error = await failure(.isSilent)
    let remote = try #require(error?.underlying as? RemoteError)
    #expect(remote.typeName.hasSuffix("Silence"))
    #expect(remote.description == "complete")
  }

  @Test func theCancellationOfAJobIsThrownBare() async {
    await #expect(throws: CancellationError.self) {
      _ = try await Parallel(workers: 1, on: .processes).run([Destiny(fate: .isCancelled)])
    }
  }

  @Test(
    arguments: [
      (.traps, nil, nil, "word"), (.exits, nil, 3, "last line"), (.isKilled, 9, nil, nil),
      (.endsItsGroup, 15, nil, nil),
    ] as [(Fate, Int?, Int?, String?)])
  func theEndOfAWorkerIsTheErrorOfItsTask(fate: Fate, signal: Int?, code: Int?, text: String?) async throws {
    let error = await failure(fate)
    #expect(error?.code == .workerDied)
    #expect(error?.taskIndex == 1)
    #expect(error?.taskType == "Destiny")
    #expect(error?.worker == 0)
    let death = try #require(error?.underlying as? WorkerDeath)
    if let signal { #expect(death.signal == signal) }
    #expect(death.exitCode == code)
    #expect((death.signal == nil) != (death.exitCode == nil))
    if let text {
      #expect(death.lastLines.contains { $0.contains(text) })
      #expect(error?.description.contains(text) == true)
    }
    try await checkHealth()
  }

  @Test func theErrorTellsThePeakMemory() async throws {
    let bytes = 64 << 20
    let error = await #expect(throws: ParallelError.self) {
      _ = try await Parallel(workers: 1, on: .processes).run([Glutton(bytes: bytes)])
    }
    let death = try #require(error?.underlying as? WorkerDeath)
    #expect(death.signal == 9)
    #expect(!death.wasOutOfMemory)
    let peak = try #require(death.peakMemory)
    #expect(peak >= bytes && peak < 20 * bytes)
    #expect(error?.description.contains("MiB") == true)
    #expect(error?.taskDescription == "Glutton(bytes: \(bytes))")
    #expect(error?.description.contains("Glutton(bytes: \(bytes))") == true)
  }

  @Test(.disabled(if: Sanitizers.includeThreads, "the thread sanitizer reports crashes in its own way"))
  func backtracesAreToldIfAsked() async throws {
    let error = await #expect(throws: ParallelError.self) {
      _ = try await Parallel(workers: 1, on: ProcessBackend(backtraces: true)).run([Destiny(fate: .traps)])
    }
    let death = try #require(error?.underlying as? WorkerDeath)
    #expect(death.lastLines.contains { $0.contains("WorkerJobs.swift") && $0.contains("run()") })
    #expect(error?.description.contains("Fatal error: word") == true)
  }

  @Test(arguments: [
    ("a.swift:1: Fatal error: word\nCurrent stack trace:\n0 program", "a.swift:1: Fatal error: word"),
    ("a.swift:1: Precondition failed: word\n0 program\n", "a.swift:1: Precondition failed: word"),
    ("a.swift:1: Assertion failed: word\n0 program\n", "a.swift:1: Assertion failed: word"),
    ("one line\nlast line\n\n", "last line"),
  ])
  func theErrorQuotesTheLineThatTellsMost(text: String, line: String) async throws {
    let error = await #expect(throws: ParallelError.self) {
      _ = try await Parallel(workers: 1, on: .processes).run([LastWords(text: text)])
    }
    #expect(error?.description.contains("“\(line)”") == true)
  }

  @Test func aTaskIsTriedAgainAfterItsWorkerWasLost() async throws {
    let folder = NamedPipe(isRead: false)
    let jobs = (0..<50).map {
      Unlucky(number: $0, counter: $0 == 20 ? folder.path + ".count" : nil, times: 2)
    }
    let parallel = Parallel(workers: 2, on: .processes, batching: .size(10))
    let error = await #expect(throws: ParallelError.self) {
      _ = try await parallel.run(jobs, retries: .afterLostWorkers(1))
    }
    #expect(error?.taskIndex == 20)
    #expect(error?.code == .workerDied)
    #expect(error?.attempts == 2)
    #expect(error?.earlierErrors.count == 1)
    #expect((error?.earlierErrors.first as? WorkerDeath)?.signal == 9)
    unlink(folder.path + ".count")
    #expect(try await parallel.run(jobs, retries: .afterLostWorkers(2)) == Array(0..<50))
    unlink(folder.path + ".count")
  }

  @Test(arguments: [.size(1), .size(5), .automatic] as [Batching])
  func aJobThatTakesTooLongIsEnded(batching: Batching) async throws {
    let jobs = (0..<5).map { Destiny(fate: $0 == 2 ? .stays : .fine, text: "\($0)") }
    let outcomes = try await Parallel(workers: 2, on: .processes, batching: batching).run(
      jobs, onFailure: .collect, retries: .afterLostWorkers(5), taskLimit: .milliseconds(200))
    for (index, outcome) in outcomes.enumerated() {
      switch outcome {
      case .success(let text): #expect(text == "\(index)" && index != 2)
      case .failure(let error):
        #expect(index == 2)
        #expect(error.code == .taskLimitExceeded)
        #expect(error.taskIndex == 2)
        #expect(error.attempts == 1)
      }
    }
    let error = await #expect(throws: ParallelError.self) {
      _ = try await Parallel(workers: 2, on: .processes).run(
        jobs, retries: .afterErrors(1), taskLimit: .milliseconds(50))
    }
    #expect(error?.code == .taskLimitExceeded)
    #expect(error?.attempts == 2)
    try await checkHealth()
  }

  /// What is meant by no limit at all.
  @Test func aLimitMayBeTheLongestThereIs() async throws {
    let limit = Duration.seconds(Int.max)
    let backend = ProcessBackend(environment: ["LIMITS": "longest"], idleTimeout: limit)
    defer { backend.shutDown() }
    for _ in 0..<2 {
      let texts = try await Parallel(workers: 1, on: backend).run(
        [Destiny(fate: .fine, text: "a")], taskLimit: limit, deadline: limit, stall: limit)
      #expect(texts == ["a"])
    }
  }

  @Test func aCallThatTakesTooLongEndsWhatRuns() async throws {
    let pipe = NamedPipe()
    let jobs = [Alternative.fail(Destiny(fate: .fine)), .stay(Presence(path: pipe.path, stays: true))]
    let parallel = Parallel(workers: 2, on: .processes)
    for limits in [
      (deadline: Duration.milliseconds(300), stall: nil), (deadline: nil, stall: .milliseconds(300)),
    ]
      as [(
        deadline: Duration?, stall: Duration?
      )]
    {
      let error = await #expect(throws: ParallelError.self) {
        _ = try await parallel.run(jobs, deadline: limits.deadline, stall: limits.stall)
      }
      #expect(error?.code == (limits.deadline == nil ? .stalled : .deadlineExceeded))
    }
    let outcomes = try await parallel.run(jobs, onFailure: .collect, deadline: .milliseconds(300))
    #expect((try? outcomes[0].get()) == "word")
    let error = #expect(throws: ParallelError.self) { try outcomes[1].get() }
    #expect(error?.code == .deadlineExceeded)
    #expect(await pipe.awaitEnd() <= 3)
  }

  @Test(arguments: 0..<20)
  func callsBesideADeathGoOn(round: Int) async throws {
    async let fine = Parallel(workers: 2, on: .processes).run((0..<100).map { Greeting(name: "\($0)") })
    _ = await failure(.isKilled)
    #expect(try await fine == (0..<100).map { "hello \($0)" })
  }

  @Test func whatCannotBeCodedIsTheErrorOfItsTask() async throws {
    func check<J: Job>(_ job: J) async {
      let error = await #expect(throws: ParallelError.self) {
        _ = try await Parallel(workers: 1, on: .processes).run([job])
      }
      #expect(error?.code == .codingFailed)
      #expect(error?.taskIndex == 0)
    }
    await check(Passing(value: Secret()))
    await check(Passing(value: Riddle()))
    await check(MakingSecret())
    await check(MakingRiddle())
    try await checkHealth()
  }

  @Test func cancellingEndsWhatRuns() async throws {
    let pipe = NamedPipe()
    let path = pipe.path
    let call = CancellableCall()
    async let outcome = #expect(throws: CancellationError.self) {
      try await call.run {
        _ = try await Parallel(workers: 2, on: .processes).run([
          Presence(path: path, stays: true), Presence(path: path, stays: true),
        ])
      }
    }
    await pipe.bytes(2)
    call.cancel()
    _ = await outcome
    #expect(await pipe.awaitEnd() == 0)
    try await checkHealth()
  }

  @Test func aCancelledCallerStartsNothing() async {
    let call = CancellableCall()
    await #expect(throws: CancellationError.self) {
      try await call.run {
        call.cancel()
        _ = try await Parallel(workers: 2, on: .processes).run([Destiny(fate: .exits)])
      }
    }
  }

  @Test func aFailureEndsWhatRunsBesideIt() async throws {
    let pipe = NamedPipe()
    let jobs = [
      Alternative.stay(Presence(path: pipe.path, stays: true)),
      .fail(Destiny(fate: .refuses, text: "enough")),
    ]
    let error = await #expect(throws: ParallelError.self) {
      _ = try await Parallel(workers: 2, on: .processes).run(jobs)
    }
    #expect(error?.taskIndex == 1)
    #expect(await pipe.awaitEnd() <= 1)
  }
}

/// Writes to its standard error, and ends its worker.
struct LastWords: Job {
  var text: String

  func run() -> Int {
    let bytes = Array(text.utf8)
    write(2, bytes, bytes.count)
    _exit(3)
  }
}

/// One job or another.
enum Alternative: Job {
  case stay(Presence)
  case fail(Destiny)

  func run() throws -> String {
    switch self {
    case .stay(let presence): "\(presence.run())"
    case .fail(let destiny): try destiny.run()
    }
  }
}
