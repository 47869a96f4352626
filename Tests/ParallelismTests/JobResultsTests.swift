import Logging
import Testing

@testable import Parallelism

@Suite(.timeLimit(.minutes(30)))
struct JobResultsTests {
  private static let everywhere: [any Backend] = closureBackends + [.processes]

  @Test(arguments: everywhere)
  func jobsStreamWhatTheyComeTo(backend: any Backend) async throws {
    let parallel = Parallel(workers: 2, on: backend)
    let jobs = (0..<20).lazy.map { Squaring(value: Double($0)) }
    let squares = try await parallel.results(of: jobs).reduce(into: []) { $0.append($1) }
    #expect(squares == (0..<20).map { Double($0 * $0) })
  }

  @Test(arguments: everywhere)
  func jobsMayComeOneByOne(backend: any Backend) async throws {
    let (jobs, continuation) = AsyncStream<Greeting>.makeStream()
    var iterator = Parallel(workers: 2, on: backend).results(of: jobs, ordered: .completion)
      .makeAsyncIterator()
    for name in ["a", "b", "c"] {
      continuation.yield(Greeting(name: name))
      #expect(try await iterator.next() == "hello \(name)")
    }
    continuation.finish()
    #expect(try await iterator.next() == nil)
  }

  @Test(arguments: everywhere)
  func aFailureNamesTheJob(backend: any Backend) async throws {
    let jobs = [Destiny(fate: .fine), Destiny(fate: .fine), Destiny(fate: .refuses, text: "no time")]
    var iterator = Parallel(workers: 1, on: backend).results(of: jobs).makeAsyncIterator()
    let error = try await #require(throws: ParallelError.self) { while try await iterator.next() != nil {} }
    #expect(error.code == .taskFailed)
    #expect(error.taskIndex == 2)
    #expect(error.taskType == "Destiny")
    #expect(error.underlying as? Refusal == Refusal(reason: "no time"))
    #expect(error.description.hasPrefix("task 2 (Destiny"))
  }

  @Test func aWorkerThatDiesIsTheFailureOfItsJob() async throws {
    let jobs = [Destiny(fate: .fine), Destiny(fate: .isKilled), Destiny(fate: .fine)]
    var results: [Result<String, ParallelError>] = []
    for try await result in Parallel(workers: 2, on: .processes).results(of: jobs, onFailure: .collect) {
      results.append(result)
    }
    #expect(results.count == 3)
    #expect(throws: Never.self) { try results[0].get() }
    #expect(throws: Never.self) { try results[2].get() }
    guard case .failure(let error) = results[1] else {
      Issue.record("the job has outlived its worker")
      return
    }
    #expect(error.code == .workerDied)
    #expect(error.taskIndex == 1)
    #expect(error.description.hasPrefix("task 1 (Destiny(fate: isKilled"))
    #expect((error.underlying as? WorkerDeath)?.signal == 9)
  }

  @Test(arguments: [.automatic, .size(3), .size(20)] as [Batching], [ResultOrder.input, .completion])
  func onlyTheJobsThatEndTheirWorkersFail(batching: Batching, order: ResultOrder) async throws {
    let jobs = (0..<40).map { Destiny(fate: [7, 31].contains($0) ? .isKilled : .fine, text: "\($0)") }
    var texts: Set<String> = []
    var failed: Set<Int?> = []
    let stream = Parallel(workers: 2, on: .processes, batching: batching).results(
      of: jobs, ordered: order, lookahead: .count(30), onFailure: .collect)
    for try await result in stream {
      switch result {
      case .success(let text): texts.insert(text)
      case .failure(let error):
        #expect(error.code == .workerDied)
        failed.insert(error.taskIndex)
      }
    }
    #expect(failed == [7, 31])
    #expect(texts.count == 38)
  }

  @Test func attemptsAreListedInTheFailureOfAJob() async throws {
    let jobs = [Destiny(fate: .fine), Destiny(fate: .refuses, text: "no time")]
    var iterator = Parallel(workers: 1, on: .processes).results(
      of: jobs, onFailure: .collect, retries: .afterErrors(2)
    ).makeAsyncIterator()
    _ = try await iterator.next()
    guard case .failure(let error) = try await iterator.next() else {
      Issue.record("the job has not failed")
      return
    }
    #expect(error.taskIndex == 1)
    #expect(error.attempts == 3)
    #expect(
      error.earlierErrors.map { $0 as? Refusal } == [Refusal(reason: "no time"), Refusal(reason: "no time")])
  }

  @Test func aJobIsTriedAgainAfterItsWorkerWasLost() async throws {
    let log = CapturedLog(level: .notice)
    let jobs = [Destiny(fate: .fine), Destiny(fate: .isKilled)]
    let error = try await #require(throws: ParallelError.self) {
      for try await _ in Parallel(workers: 1, on: .processes, logger: log.logger).results(
        of: jobs, retries: .afterLostWorkers(1))
      {}
    }
    #expect(error.code == .workerDied)
    #expect(error.taskIndex == 1)
    #expect(error.attempts == 2)
    #expect(error.earlierErrors.first is WorkerDeath)
    #expect(
      log.entries.map(\.message) == ["a worker has died", "a task is tried again", "a worker has died"])
    #expect(log.entries.allSatisfy { $0.metadata["task"] == "1" })
  }

  @Test func aJobThatTakesTooLongIsEndedAndTheOthersAreNot() async throws {
    let jobs = [Destiny(fate: .fine), Destiny(fate: .stays), Destiny(fate: .fine)]
    var codes: [ParallelError.Code?] = []
    for try await result in Parallel(workers: 2, on: .processes).results(
      of: jobs, onFailure: .collect, taskLimit: .milliseconds(200))
    {
      if case .failure(let error) = result {
        codes.append(error.code)
        #expect(error.taskIndex == 1)
      } else {
        codes.append(nil)
      }
    }
    #expect(codes == [nil, .taskLimitExceeded, nil])
  }

  @Test func aScopeOfProcessesIsWhereJobsRun() async throws {
    let here = Identification().run()
    let elsewhere = try await withParallel(Parallel(workers: 1, on: .processes)) {
      try await Parallel().results(of: [Identification()]).reduce(0, +)
    }
    #expect(elsewhere != here)
  }
}
