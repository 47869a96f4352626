import Dispatch
import LateConstructor
import Testing

@testable import Parallelism

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What users of other pools of processes count on.
@Suite(.timeLimit(.minutes(30)))
struct WorkerScenarioTests {
  /// Has so many workers do one job each while all others do theirs.
  private static func assemble(_ count: Int, on backend: ProcessBackend) async throws -> [Int] {
    let presence = NamedPipe()
    let gate = NamedPipe(isRead: false)
    let (path, gatePath) = (presence.path, gate.path)
    async let processes = Parallel(workers: .exactly(count), on: backend, batching: .size(1)).run(
      (0..<count).map { _ in Assembly(presence: path, gate: gatePath) })
    await presence.bytes(count)
    // Open for both, this end waits for nobody.
    let descriptor = open(gate.path, O_RDWR | O_CLOEXEC)
    defer { close(descriptor) }
    write(descriptor, [UInt8](repeating: 1, count: count), count)
    return try await processes
  }

  @Test func librariesOfTheProgramAreReadyInItsWorkers() async throws {
    #expect(late_constructor_has_run())
    #expect(try await Parallel(workers: 1, on: .processes).run([Readiness()]) == [true])
  }

  @Test func tenCallsHaveTheSameWorker() async throws {
    let parallel = Parallel(workers: 1, on: ProcessBackend(environment: ["TESTS": "reuse"]))
    var processes: Set<Int> = []
    for _ in 0..<10 { processes.formUnion(try await parallel.run((0..<3).map(Identification.init))) }
    #expect(processes.count == 1)
  }

  @Test func aCallHasAsManyWorkersAsItAsksForWhateverCameBefore() async throws {
    let backend = ProcessBackend(environment: ["TESTS": "sizes"])
    var known: Set<Int> = []
    for count in [6, 2, 1, 6, 3, 1, 4, 3] {
      let processes = Set(try await Self.assemble(count, on: backend))
      #expect(processes.count == count)
      // They were all started by the first and largest call.
      if !known.isEmpty { #expect(processes.isSubset(of: known)) }
      known.formUnion(processes)
    }
    #expect(known.count == 6)
    backend.shutDown()
  }

  @Test func aCallHasAsManyWorkersAsItAsksForThoughSomeWereKilled() async throws {
    let backend = ProcessBackend(environment: ["TESTS": "killing"])
    var killed: Set<Int> = []
    for count in [4, 2, 1, 4, 3] {
      let processes = try await Self.assemble(count, on: backend)
      #expect(Set(processes).count == count)
      #expect(killed.isDisjoint(with: processes))
      kill(pid_t(processes[0]), SIGKILL)
      killed.insert(processes[0])
    }
    backend.shutDown()
  }

  @Test func whatAJobTypeNeedsIsPreparedOnceAWorker() async throws {
    let preparations = NamedPipe()
    let backend = ProcessBackend(environment: ["PREPARATIONS": preparations.path])
    var processes: Set<Int> = []
    for _ in 0..<3 {
      processes.formUnion(try await Parallel(workers: 2, on: backend).run((0..<20).map(Prepared.init)))
    }
    backend.shutDown()
    #expect(await preparations.awaitEnd() == processes.count)
  }

  @Test func aPreparationThatFailsIsTheErrorOfItsTask() async throws {
    let parallel = Parallel(workers: 1, on: ProcessBackend(environment: ["PREPARATIONS": "/no/such/pipe"]))
    let outcomes = try await parallel.run((0..<2).map(Prepared.init), onFailure: .collect)
    for (index, outcome) in outcomes.enumerated() {
      let error = #expect(throws: ParallelError.self) { try outcome.get() }
      #expect(error?.code == .workerDied)
      #expect(error?.taskIndex == index)
      #expect(error?.description.contains("nothing can be prepared") == true)
    }
  }

  @Test(arguments: [1, 2, 5, 13])
  func workersThatAllDieAtOnceAreAllTold(workers: Int) async throws {
    let backend = ProcessBackend(environment: ["TESTS": "crash races"])
    for _ in 0..<3 {
      let parallel = Parallel(workers: .exactly(workers), on: backend, batching: .size(1))
      let outcomes = try await parallel.run(
        (0..<workers).map { _ in Destiny(fate: .isKilled) }, onFailure: .collect)
      #expect(outcomes.count == workers)
      for outcome in outcomes {
        let error = #expect(throws: ParallelError.self) { try outcome.get() }
        #expect((error?.underlying as? WorkerDeath)?.signal == Int(SIGKILL))
      }
    }
    #expect(try await Parallel(workers: 1, on: backend).run([Greeting(name: "a")]) == ["hello a"])
    backend.shutDown()
  }

  @Test(arguments: [.automatic, .size(1), .size(1000)] as [Batching])
  func manyJobsThatCannotBeSentKeepNobodyWaiting(batching: Batching) async throws {
    let parallel = Parallel(workers: 2, on: .processes, batching: batching)
    let jobs = (0..<300).map { _ in Passing(value: Secret()) }
    let outcomes = try await parallel.run(jobs, onFailure: .collect)
    #expect(outcomes.count == 300)
    for (index, outcome) in outcomes.enumerated() {
      let error = #expect(throws: ParallelError.self) { try outcome.get() }
      #expect(error?.code == .codingFailed)
      #expect(error?.taskIndex == index)
    }
    let first = await #expect(throws: ParallelError.self) { _ = try await parallel.run(jobs) }
    #expect(first?.code == .codingFailed)
    #expect(try await parallel.run([Greeting(name: "a")]) == ["hello a"])
  }

  @Test func standardInputOfAWorkerIsEmpty() async throws {
    #expect(try await Parallel(workers: 1, on: .processes).run([ReadingInput(), ReadingInput()]) == [0, 0])
  }

  @Test func callsOfManyKindsAtOnceDoNotDisturbOneAnother() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<12 {
        group.addTask { () async throws in
          let value = "\(number % 2)"
          let backend = ProcessBackend(environment: ["MANY_KINDS": value])
          let parallel = Parallel(workers: .exactly(1 + number % 2), on: backend)
          for round in 0..<5 {
            switch number % 4 {
            case 0, 1:
              let variables = (0..<4).map { _ in ReadingVariable(name: "MANY_KINDS") }
              #expect(try await parallel.run(variables) == Array(repeating: value, count: 4))
            case 2:
              let error = await #expect(throws: ParallelError.self) {
                _ = try await parallel.run([Destiny(fate: .fine), Destiny(fate: .isKilled)])
              }
              #expect(error?.taskIndex == 1)
            default:
              if round == 2 { backend.shutDown() }
              #expect(try await parallel.run([Greeting(name: value)]) == ["hello \(value)"])
            }
          }
        }
      }
      try await group.waitForAll()
    }
  }

  @Test func shuttingDownLeavesACallThatRuns() async throws {
    let backend = ProcessBackend(environment: ["TESTS": "shutting down"])
    let presence = NamedPipe()
    let gate = NamedPipe(isRead: false)
    let (path, gatePath) = (presence.path, gate.path)
    async let first = Parallel(workers: 1, on: backend).run([Assembly(presence: path, gate: gatePath)])
    await presence.bytes(1)
    backend.shutDown()
    let second = try await Parallel(workers: 1, on: backend).run([Identification()])
    close(open(gatePath, O_WRONLY))
    #expect(try await first != second)
    backend.shutDown()
  }

  @Test func aWorkerWhoseTimeIsOverIsReplacedWhileJobsAreBeingMade() async throws {
    let backend = ProcessBackend(environment: ["TESTS": "tiny timeout"], idleTimeout: .microseconds(1))
    let parallel = Parallel(workers: 2, on: backend, batching: .size(1))
    for _ in 0..<5 {
      #expect(try await parallel.run((0..<6).map { SlowToEncode(number: $0) }) == Array(0..<6))
    }
    backend.shutDown()
  }

  @Test func workersStartBesideThreadsThatAreBusy() async throws {
    let isOver = Tally()
    let busy = DispatchGroup()
    for number in 0..<2 {
      DispatchQueue(label: "busy \(number)").async(group: busy) {
        // It allocates, and takes locks of the C library.
        var texts: [String] = []
        while isOver.value == 0 {
          texts.append("\(texts.count) \(getenv("PATH").map { strlen($0) } ?? 0)")
          if texts.count > 100 { texts = [] }
        }
      }
    }
    for round in 0..<10 {
      let backend = ProcessBackend(environment: ["BESIDE_THREADS": "\(round)"])
      let names = try await Parallel(workers: 2, on: backend).run((0..<4).map { Greeting(name: "\($0)") })
      #expect(names == (0..<4).map { "hello \($0)" })
      backend.shutDown()
    }
    isOver.add(1)
    await withCheckedContinuation { continuation in
      busy.notify(queue: .global()) { continuation.resume() }
    }
  }

  #if os(Linux)
    @Test(arguments: [Fate.isKilled, .exits, .traps, .stays])
    func whatAJobHasStartedEndsWithItsWorker(fate: Fate) async throws {
      let pipe = NamedPipe()
      let limit: Duration? = fate == .stays ? .milliseconds(500) : nil
      let error = await #expect(throws: ParallelError.self) {
        _ = try await Parallel(workers: 1, on: .processes).run(
          [LeavingChild(presence: pipe.path, fate: fate)], taskLimit: limit)
      }
      #expect(error?.code == (fate == .stays ? .taskLimitExceeded : .workerDied))
      // The child of the worker has it open for as long as it lives.
      #expect(await pipe.awaitEnd() == 1)
    }
  #endif

  @Test func aProgramMayEndWhileItCalls() async {
    let presence = NamedPipe()
    let path = presence.path
    await #expect(processExitsWith: .exitCode(5)) { [path = path as String] in
      let presence = NamedPipe()
      let own = presence.path
      Task.detached {
        _ = try await Parallel(workers: 2, on: .processes).run(
          (0..<2).map { _ in TwofoldPresence(outer: Presence(path: path), inner: Presence(path: own)) })
      }
      await presence.bytes(2)
      exit(5)
    }
    // The end comes when both workers are gone.
    #expect(await presence.awaitEnd() == 2)
  }
}

/// Comes, waits to be let go, and tells in which process.
struct Assembly: Job {
  var presence: String
  var gate: String

  func run() -> Int {
    let gate = openGate()
    var byte: UInt8 = 0
    read(gate, &byte, 1)
    close(gate)
    return Int(getpid())
  }

  private func openGate() -> Int32 {
    let presence = open(presence, O_WRONLY)
    var byte: UInt8 = 1
    write(presence, &byte, 1)
    close(presence)
    return open(gate, O_RDONLY)
  }
}

/// Is present in two places, one after the other, and stays.
struct TwofoldPresence: Job {
  var outer: Presence
  var inner: Presence

  func run() -> Int {
    _ = outer.run()
    _ = inner.run()
    while true { pause() }
  }
}

/// Needs something that is made once in each process, and is told of where it is.
struct Prepared: Job {
  var number: Int

  private static let process: Int = {
    let descriptor = open(getenv("PREPARATIONS"), O_WRONLY)
    if descriptor < 0 { fatalError("nothing can be prepared") }
    var byte: UInt8 = 1
    write(descriptor, &byte, 1)
    return Int(getpid())
  }()

  func run() -> Int { Self.process }
}

struct ReadingInput: Job {
  var number = 0

  func run() -> Int {
    var byte: UInt8 = 0
    return read(0, &byte, 1)
  }
}

/// Takes longer to encode than a worker waits for work.
struct SlowToEncode: Job {
  var number: Int

  init(number: Int) { self.number = number }

  init(from decoder: any Decoder) throws {
    number = try decoder.singleValueContainer().decode(Int.self)
  }

  func encode(to encoder: any Encoder) throws {
    usleep(2000)
    var container = encoder.singleValueContainer()
    try container.encode(number)
  }

  func run() -> Int { number }
}

#if os(Linux)
  /// Starts a process that would stay, and ends.
  struct LeavingChild: Job {
    var presence: String
    var fate: Fate

    func run() throws -> String {
      // The child has the pipe open as well.
      _ = Presence(path: presence).run()
      if fork() == 0 {
        while true { pause() }
      }
      return try Destiny(fate: fate).run()
    }
  }
#endif

/// Whether a library that is part of the program has been made ready.
struct Readiness: Job {
  func run() -> Bool { late_constructor_has_run() }
}
