import Parallelism
import Testing

@Suite(.timeLimit(.minutes(2)))
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
    pipe.awaitBytes(2)
    call.cancel()
    _ = await outcome
    #expect(pipe.awaitEnd() == 0)
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
    #expect(pipe.awaitEnd() <= 1)
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
