import Testing

@testable import Parallelism

@Suite(.timeLimit(.minutes(30)))
struct RemoteBackendTests {
  @Test(arguments: [0, 1, 2, 1000])
  func resultsStandInTheOrderOfTheJobs(count: Int) async throws {
    let parallel = Parallel(workers: 3, on: LoopbackBackend())
    let names = (0..<count).map { "\($0)" }
    #expect(try await parallel.run(names.map(Greeting.init)) == names.map { "hello \($0)" })
    let values = (0..<count).map(Double.init)
    #expect(try await parallel.run(values.map(Squaring.init)) == values.map { $0 * $0 })
    let outcomes = try await parallel.run(values.map(Squaring.init), onFailure: .collect)
    #expect(try outcomes.map { try $0.get() } == values.map { $0 * $0 })
  }

  @Test(arguments: [.automatic, .size(1), .size(7), .size(100)] as [Batching])
  func failuresAreCollected(batching: Batching) async throws {
    let parallel = Parallel(workers: 2, on: LoopbackBackend(), batching: batching)
    let fates: [Fate] = [.fine, .refuses, .isSilent, .isCancelled]
    let jobs = (0..<100).map { Destiny(fate: fates[$0 % 4], text: "\($0)") }
    let outcomes = try await parallel.run(jobs, onFailure: .collect)
    #expect(outcomes.count == 100)
    for (index, outcome) in outcomes.enumerated() {
      switch outcome {
      case .success(let text):
        #expect(index % 4 == 0)
        #expect(text == "\(index)")
      case .failure(let error):
        #expect(error.taskIndex == index)
        #expect(error.code == .taskFailed)
        #expect(
          error.description.contains("task \(index) (Destiny(fate: \(fates[index % 4]), text: \"\(index)\"))")
        )
        switch index % 4 {
        case 1: #expect(error.underlying as? Refusal == Refusal(reason: "\(index)"))
        case 2: #expect((error.underlying as? RemoteError)?.description == "complete")
        default: #expect(error.underlying is CancellationError)
        }
      }
    }
  }

  @Test(arguments: [.size(1), .size(3), .size(100)] as [Batching])
  func whatCannotBeCodedFailsAlone(batching: Batching) async throws {
    let parallel = Parallel(workers: 1, on: LoopbackBackend(), batching: batching)
    let jobs = (0..<10).map { Contraband(secret: $0 % 5 == 1, riddle: $0 % 5 == 2, enigma: $0 % 5 == 3) }
    let outcomes = try await parallel.run(jobs, onFailure: .collect)
    for (index, outcome) in outcomes.enumerated() {
      switch outcome {
      case .success(let value):
        #expect(index % 5 == 0 || index % 5 == 4)
        #expect(!value.riddle)
      case .failure(let error):
        #expect([1, 2, 3].contains(index % 5))
        #expect(error.code == .codingFailed)
        #expect(error.taskIndex == index)
      }
    }
  }

  @Test func onlyTheRunningTaskIsChargedWithALostWorker() async throws {
    let losses = Tally()
    let backend = LoopbackBackend { request in
      // Whatever comes first in the batch does it, three times.
      if losses.add(1) <= 3 { throw LoopbackBackend.Loss(running: 0) }
      return RemoteTasks.perform(request)
    }
    let parallel = Parallel(workers: 1, on: backend, batching: .size(10))
    let jobs = (0..<10).map { Greeting(name: "\($0)") }
    #expect(try await parallel.run(jobs, retries: .afterLostWorkers(3)) == jobs.map { $0.run() })

    losses.add(-losses.value)
    let outcomes = try await parallel.run(jobs, onFailure: .collect, retries: .afterErrors(9))
    let failed = outcomes.indices.filter { if case .failure = outcomes[$0] { true } else { false } }
    #expect(failed.count == 3)
    for index in failed {
      let error = #expect(throws: ParallelError.self) { try outcomes[index].get() }
      #expect(error?.code == .workerDied)
      #expect(error?.underlying is LoopbackBackend.Loss)
    }
  }

  @Test func workersThatNeverBeginAreGivenUp() async {
    let parallel = Parallel(workers: 2, on: LoopbackBackend { _ in throw LoopbackBackend.Loss() })
    let error = await #expect(throws: ParallelError.self) { try await parallel.run([Greeting(name: "")]) }
    #expect(error?.code == .backendFailed)
    #expect(error?.underlying is LoopbackBackend.Loss)
  }

  @Test(arguments: [[], [0], [1, 7, 3], [UInt8](repeating: 255, count: 40)] as [[UInt8]])
  func rubbishIsNoAnswer(reply: [UInt8]) async {
    let parallel = Parallel(workers: 1, on: LoopbackBackend { _ in reply })
    let error = await #expect(throws: ParallelError.self) { try await parallel.run([Greeting(name: "")]) }
    #expect(error?.code == .backendFailed)
  }

  @Test func aBackendThatLeavesTasksIsFound() async throws {
    struct LazyBackend: Backend {
      var memory: BackendMemory { .separate }
      func run(_ tasks: RemoteTasks, workers: Int) async throws { _ = tasks.take(for: 0, lasting: .zero) }
    }
    let parallel = Parallel(on: LazyBackend())
    for call in [
      { _ = try await parallel.run([Greeting(name: "")]) },
      { _ = try await parallel.run([Greeting(name: "")], onFailure: .collect) },
    ] as [@Sendable () async throws -> Void] {
      let error = await #expect(throws: ParallelError.self) { try await call() }
      #expect(error?.code == .backendFailed)
    }
  }

  @Test func whatABackendLacksIsNamed() async throws {
    struct EmptyBackend: Backend {
      var memory: BackendMemory
    }
    let separate = await #expect(throws: ParallelError.self) {
      try await Parallel(on: EmptyBackend(memory: .separate)).run([Greeting(name: "")])
    }
    #expect(separate?.description.contains("EmptyBackend") == true)
    let closures = await #expect(throws: ParallelError.self) {
      try await Parallel(on: EmptyBackend(memory: .separate)).map(0..<1) { $0 }
    }
    #expect(closures?.code == .closureNotSendable)
  }

  @Test func jobsShareTheMachine() async throws {
    let parallel = Parallel(workers: 2, on: LoopbackBackend())
    let counts = try await withParallel(Parallel(workers: 6)) {
      try await parallel.run([CountingWorkers(), CountingWorkers()])
    }
    #expect(counts == [3, 3])
  }

  @Test(arguments: [Duration.zero, .seconds(-1)])
  func limitsThatNothingMeetsAreRefused(limit: Duration) async {
    let error = await #expect(throws: ParallelError.self) {
      try await Parallel(on: LoopbackBackend()).run([Greeting(name: "")], taskLimit: limit)
    }
    #expect(error?.code == .invalidArgument)
  }
}

/// What cannot be encoded, or be decoded there or here, or none of these.
struct Contraband: Job {
  var secret = false
  var riddle = false
  var enigma = false
  /// Keeps it from being sent as plain bytes.
  var name = ""

  struct Outcome: Codable, Sendable {
    var riddle: Bool

    init(riddle: Bool) { self.riddle = riddle }

    init(from decoder: any Decoder) throws {
      riddle = try decoder.singleValueContainer().decode(Bool.self)
      if riddle { throw Refusal(reason: "riddle") }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(riddle)
    }
  }

  init(secret: Bool, riddle: Bool, enigma: Bool) {
    self.secret = secret
    self.riddle = riddle
    self.enigma = enigma
  }

  init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    riddle = try container.decode(Bool.self)
    enigma = try container.decode(Bool.self)
    if enigma { throw Refusal(reason: "enigma") }
  }

  func encode(to encoder: any Encoder) throws {
    if secret { throw Refusal(reason: "secret") }
    var container = encoder.unkeyedContainer()
    try container.encode(riddle)
    try container.encode(enigma)
  }

  func run() -> Outcome { Outcome(riddle: riddle) }
}

struct CountingWorkers: Job {
  func run() throws -> Int { try Parallel().effectiveWorkers() }
}
