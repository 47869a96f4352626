import Parallelism
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Where on its way a job comes to grief, and how.
struct Crash: Job {
  enum Stage: String, Codable, CaseIterable {
    case encodingJob, decodingJob, running, encodingResult, decodingResult
  }

  enum Manner: String, Codable, CaseIterable {
    case error, trap, exit, kill
  }

  struct Mark: Codable, Sendable {
    var stage: Stage?
    var manner: Manner

    func check(_ stage: Stage) throws {
      guard self.stage == stage else { return }
      switch manner {
      case .error: throw Refusal(reason: stage.rawValue)
      case .trap: fatalError(stage.rawValue)
      case .exit: Crash.exit(7)
      case .kill: Crash.kill(SIGKILL)
      }
    }
  }

  struct Outcome: Codable, Sendable {
    var mark: Mark

    init(mark: Mark) { self.mark = mark }

    init(from decoder: any Decoder) throws {
      mark = try Mark(from: decoder)
      try mark.check(.decodingResult)
    }

    func encode(to encoder: any Encoder) throws {
      try mark.check(.encodingResult)
      try mark.encode(to: encoder)
    }
  }

  var mark: Mark
  var name = ""

  init(_ stage: Stage?, _ manner: Manner = .error) {
    mark = Mark(stage: stage, manner: manner)
  }

  init(from decoder: any Decoder) throws {
    mark = try Mark(from: decoder)
    try mark.check(.decodingJob)
  }

  func encode(to encoder: any Encoder) throws {
    try mark.check(.encodingJob)
    try mark.encode(to: encoder)
  }

  func run() throws -> Outcome {
    try mark.check(.running)
    return Outcome(mark: mark)
  }

  private static func exit(_ code: Int32) -> Never { _exit(code) }

  private static func kill(_ signal: Int32) {
    #if canImport(Glibc)
      Glibc.kill(getpid(), signal)
    #elseif canImport(Musl)
      Musl.kill(getpid(), signal)
    #else
      Darwin.kill(getpid(), signal)
    #endif
  }
}

/// Dies when somebody opens a pipe, having answered before.
struct Successor: Job {
  var path: String

  func run() -> Int {
    let path = strdup(path)
    var thread = pthread_t()
    pthread_create(
      &thread, nil,
      { path in
        if let path = path?.assumingMemoryBound(to: CChar.self) { close(open(path, O_RDONLY)) }
        kill(getpid(), SIGKILL)
        return nil
      }, path)
    return Int(getpid())
  }
}

/// Every way in which a job can go wrong is the error of that job, and of no other.
@Suite(.timeLimit(.minutes(30)))
struct CrashTests {
  /// What happens in this process can only be an error.
  private static let cases = Crash.Stage.allCases.flatMap { stage in
    Crash.Manner.allCases.filter { $0 == .error || ![.encodingJob, .decodingResult].contains(stage) }.map {
      (stage, $0)
    }
  }

  @Test(arguments: cases, [.size(1), .size(4)] as [Batching])
  func theOthersAreAnswered(crash: (stage: Crash.Stage, manner: Crash.Manner), batching: Batching)
    async throws
  {
    let jobs = (0..<7).map { $0 == 2 || $0 == 5 ? Crash(crash.stage, crash.manner) : Crash(nil) }
    let outcomes = try await Parallel(workers: 2, on: .processes, batching: batching).run(
      jobs, onFailure: .collect)
    #expect(outcomes.count == 7)
    for (index, outcome) in outcomes.enumerated() {
      switch outcome {
      case .success(let value):
        #expect(index != 2 && index != 5)
        #expect(value.mark.stage == nil)
      case .failure(let error):
        #expect(index == 2 || index == 5)
        #expect(error.taskIndex == index)
        #expect(error.attempts == 1)
        check(error, crash.stage, crash.manner)
      }
    }
  }

  private func check(_ error: ParallelError, _ stage: Crash.Stage, _ manner: Crash.Manner) {
    let death = error.underlying as? WorkerDeath
    switch manner {
    case .error:
      #expect(error.code == (stage == .running ? .taskFailed : .codingFailed))
      #expect(error.description.contains(stage.rawValue))
    case .trap:
      #expect(error.code == .workerDied)
      #expect(death?.signal != nil)
      #expect(error.description.contains("Fatal error: \(stage.rawValue)"))
    case .exit:
      #expect(error.code == .workerDied)
      #expect(death?.exitCode == 7)
    case .kill:
      #expect(error.code == .workerDied)
      #expect(death?.signal == Int(SIGKILL))
    }
  }

  @Test func aResultIsKeptWhoseWorkerDiesAfterwards() async throws {
    let pipe = NamedPipe(isRead: false)
    let parallel = Parallel(workers: 1, on: ProcessBackend(environment: ["TESTS": "succession"]))
    let first = try await parallel.run([Successor(path: pipe.path)])
    close(open(pipe.path, O_WRONLY))
    await wait { kill(pid_t(first[0]), 0) != 0 }
    let second = try await parallel.run([Identification()])
    #expect(first != second)
  }

  @Test func whatAJobWritesIsNoAnswer() async throws {
    let outcomes = try await Parallel(workers: 2, on: .processes).run(
      (0..<3).map { Scribbler(number: $0) }, onFailure: .collect)
    #expect(try outcomes.map { try $0.get() } == [0, 1, 2])
  }

  #if canImport(Glibc)
    @Test func whatKeepsAWorkerFromStartingIsTold() async throws {
      // The loader complains of one and stops for the other.
      let environment = ["LD_PRELOAD": "/missing-library.so", "LD_TRACE_LOADED_OBJECTS": "1"]
      let error = await #expect(throws: ParallelError.self) {
        _ = try await Parallel(workers: 1, on: ProcessBackend(environment: environment)).run([
          Greeting(name: "")
        ])
      }
      #expect(error?.code == .backendFailed)
      #expect(error?.description.contains("missing-library.so") == true)
    }
  #endif

  @Test func aJobThatCallsItselfForeverIsStopped() async throws {
    let error = await #expect(throws: ParallelError.self) {
      _ = try await Parallel(workers: 1, on: .processes).run([Recursion()])
    }
    #expect(error?.description.contains("a job seems to call itself") == true)
  }

  @Test func jobsMayHaveJobs() async throws {
    #expect(
      try await Parallel(workers: 2, on: .processes).run([Nesting(depth: 2), Nesting(depth: 1)]) == [3, 2])
  }
}

/// Writes bytes to its standard output that could be taken for an answer.
struct Scribbler: Job {
  var number: Int

  func run() -> Int {
    let rubbish = [UInt8](repeating: 0xff, count: 1000) + [10]
    write(1, rubbish, rubbish.count)
    return number
  }
}

/// Waits for an asynchronous operation on the thread of a job, which belongs to it alone.
private func blocking<Result: Sendable>(_ operation: @escaping @Sendable () async throws -> Result) throws
  -> Result
{
  let outcome = Outcome<Result>()
  Task.detached {
    do { outcome.set(.success(try await operation())) } catch { outcome.set(.failure(error)) }
  }
  return try outcome.wait()
}

// SAFETY: the result is read and written under the mutex.
private final class Outcome<Value: Sendable>: @unchecked Sendable {
  private var mutex = pthread_mutex_t()
  private var condition = pthread_cond_t()
  private var result: Result<Value, any Error>?

  init() {
    pthread_mutex_init(&mutex, nil)
    pthread_cond_init(&condition, nil)
  }

  func set(_ result: Result<Value, any Error>) {
    pthread_mutex_lock(&mutex)
    self.result = result
    pthread_cond_signal(&condition)
    pthread_mutex_unlock(&mutex)
  }

  func wait() throws -> Value {
    pthread_mutex_lock(&mutex)
    defer { pthread_mutex_unlock(&mutex) }
    while true {
      if let result { return try result.get() }
      pthread_cond_wait(&condition, &mutex)
    }
  }
}

struct Recursion: Job {
  var level = 0
  func run() throws -> Int {
    try blocking { try await Parallel(workers: 1, on: .processes).run([Recursion(level: level + 1)])[0] }
  }
}

struct Nesting: Job {
  var depth: Int
  func run() throws -> Int {
    guard depth > 0 else { return 1 }
    return try 1
      + blocking { try await Parallel(workers: 1, on: .processes).run([Nesting(depth: depth - 1)])[0] }
  }
}
