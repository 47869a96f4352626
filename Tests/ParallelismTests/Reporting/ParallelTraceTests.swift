import Foundation
import Testing

@testable import Parallelism

/// A trace as a viewer would read it.
private struct Document: Decodable {
  struct Event: Decodable {
    struct Arguments: Decodable {
      var name: String?
      var call: Int?
      var worker: Int?
      var tasks: Int?
      var backend: String?
      var workers: Int?
      var failed: Bool?
      var lost: Bool?
    }

    var name: String
    var cat: String?
    var ph: String
    var ts: Double?
    var dur: Double?
    var pid: Int
    var tid: Int
    var args: Arguments
  }

  struct Lane: Hashable {
    var process: Int
    var lane: Int
  }

  struct Other: Decodable {
    var dropped: String
  }

  var traceEvents: [Event]
  var otherData: Other?

  init(_ trace: ParallelTrace) throws {
    self = try JSONDecoder().decode(Document.self, from: Data(trace.json()))
  }

  var spans: [Event] { traceEvents.filter { $0.ph == "X" } }
  var tasks: [Event] { spans.filter { $0.cat == "tasks" } }
  var calls: [Event] { spans.filter { $0.cat == "call" } }

  func name(of event: Event) -> String? {
    traceEvents.first { $0.name == "thread_name" && $0.pid == event.pid && $0.tid == event.tid }?.args.name
  }

  /// Whether no lane has two spans at the same time.
  var isTidy: Bool {
    Dictionary(grouping: spans) { Lane(process: $0.pid, lane: $0.tid) }.values.allSatisfy { spans in
      let spans = spans.map { (begin: $0.ts ?? -1, end: ($0.ts ?? -1) + ($0.dur ?? -1)) }.sorted { $0 < $1 }
      // Numbers of nanoseconds, read as fractions of microseconds.
      return spans.allSatisfy { $0.begin >= 0 && $0.end >= $0.begin }
        && zip(spans, spans.dropFirst()).allSatisfy { $1.begin - $0.end > -0.0005 }
    }
  }
}

@Suite(.timeLimit(.minutes(30)))
struct ParallelTraceTests {
  @Test(arguments: backends, [1, 2, 5])
  func everyTaskIsInItOnce(backend: any Backend, workers: Int) async throws {
    let trace = ParallelTrace()
    let parallel = Parallel(workers: .exactly(workers), on: backend, trace: trace)
    _ = try await parallel.map(0..<200) { $0 }
    let document = try Document(trace)
    #expect(document.tasks.reduce(0) { $0 + ($1.args.tasks ?? 0) } == 200)
    #expect(Set(document.tasks.map(\.name)).count == document.tasks.count)
    #expect(document.tasks.allSatisfy { document.name(of: $0)?.hasPrefix(backend.name + " ") == true })
    #expect(document.calls.map(\.args.tasks) == [200])
    #expect(document.calls.map(\.args.backend) == [backend.name])
    #expect(document.isTidy)
    #expect(trace.count == document.spans.count)
    #expect(trace.droppedCount == 0)
    #expect(document.otherData == nil)
  }

  @Test func workerProcessesHaveLanesOfTheirOwn() async throws {
    let trace = ParallelTrace()
    let told = Locked<[ParallelProgress]>([])
    let identifiers = try await Parallel(workers: 2, on: .processes, trace: trace).run(
      (0..<100).map { Identification(number: $0) },
      progress: { progress in told.withLock { $0.append(progress) } })
    let document = try Document(trace)
    #expect(document.tasks.reduce(0) { $0 + ($1.args.tasks ?? 0) } == 100)
    #expect(document.isTidy)
    let processes = Set(document.tasks.map(\.pid))
    #expect(processes == Set(identifiers))
    #expect(document.traceEvents.count { $0.args.name == "worker process" } == processes.count)
    let last = try #require(told.withLock { $0.last })
    // A worker may have had nothing to do.
    #expect(processes.isSuperset(of: last.workers.compactMap { $0.processIdentifier.map { Int($0) } }))
    #expect(last.isFinal && last.completed == 100 && last.started == 100)
  }

  @Test func callsWithinTasksHaveLanesOfTheirOwn() async throws {
    let trace = ParallelTrace()
    try await withParallel(Parallel(workers: 2, trace: trace)) {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<3 {
          group.addTask { _ = try await Parallel(workers: 2).map(0..<40) { $0 } }
        }
        try await group.waitForAll()
      }
    }
    let document = try Document(trace)
    #expect(document.tasks.reduce(0) { $0 + ($1.args.tasks ?? 0) } == 120)
    #expect(Set(document.calls.map(\.args.call)) == [1, 2, 3])
    #expect(document.isTidy)
    // What a call's tasks take lies within the call.
    for call in document.calls {
      let (begin, end) = (try #require(call.ts), try #require(call.ts) + (try #require(call.dur)))
      for task in document.tasks where task.args.call == call.args.call {
        #expect(try #require(task.ts) >= begin - 0.0005)
        #expect(try #require(task.ts) + (try #require(task.dur)) <= end + 0.0005)
      }
    }
  }

  /// Whether each call but the first lies within a task of the first.
  private func callsAreNested(in document: Document) throws -> Bool {
    func times(of span: Document.Event) throws -> (begin: Double, end: Double) {
      let begin = try #require(span.ts)
      return (begin, begin + (try #require(span.dur)))
    }
    let outer = try document.tasks.filter { $0.args.call == 1 }.map(times)
    return try document.calls.filter { $0.args.call != 1 }.map(times).allSatisfy { call in
      outer.contains { $0.begin - 0.0005 <= call.begin && call.end <= $0.end + 0.0005 }
    }
  }

  @Test(arguments: backends)
  func aCallWithinABodyLiesWithinItsTask(backend: any Backend) async throws {
    let trace = ParallelTrace()
    try await withParallel(Parallel(workers: 2, on: backend, batching: .size(1), trace: trace)) {
      _ = try await Parallel().map(0..<4) { outer in try Parallel().map(0..<20) { outer + $0 } }
    }
    let document = try Document(trace)
    #expect(document.calls.count == 5)
    #expect(document.tasks.count { $0.args.call == 1 } == 4)
    #expect(document.tasks.count { $0.args.call != 1 } == 80)
    #expect(document.isTidy)
    #expect(try callsAreNested(in: document))
  }

  @Test(arguments: backends)
  func soDoesACallWithinABodyThatAwaits(backend: any Backend) async throws {
    let trace = ParallelTrace()
    try await withParallel(Parallel(workers: 2, on: backend, batching: .size(1), trace: trace)) {
      _ = try await Parallel().map(0..<4) { outer in
        try await Parallel().results(of: 0..<20) { outer + $0 }.reduce(0, +)
      }
    }
    let document = try Document(trace)
    #expect(document.calls.count == 5)
    #expect(document.tasks.count == 84)
    #expect(document.isTidy)
    #expect(try callsAreNested(in: document))
  }

  @Test(arguments: backends, [ResultOrder.input, .completion])
  func everyTaskOfAStreamIsInItOnce(backend: any Backend, order: ResultOrder) async throws {
    let trace = ParallelTrace()
    let parallel = Parallel(workers: 3, on: backend, trace: trace)
    for try await _ in parallel.results(of: 0..<500, ordered: order, lookahead: .count(100), { $0 }) {}
    let document = try Document(trace)
    #expect(document.tasks.reduce(0) { $0 + ($1.args.tasks ?? 0) } == 500)
    #expect(Set(document.tasks.map(\.name)).count == document.tasks.count)
    #expect(document.calls.map(\.args.tasks) == [500])
    #expect(document.calls.map(\.args.workers) == [backend.workerCount(requested: 3)])
    #expect(document.calls.map(\.args.failed) == [nil])
    #expect(document.isTidy)
  }

  @Test(arguments: backends)
  func workersThatLeaveAndComeBackKeepToTheirLanes(backend: any Backend) async throws {
    let trace = ParallelTrace()
    let (inputs, continuation) = AsyncStream<Int>.makeStream()
    var iterator = Parallel(workers: 2, on: backend, trace: trace).results(of: inputs, { $0 })
      .makeAsyncIterator()
    for number in 0..<50 {
      continuation.yield(number)
      #expect(try await iterator.next() == number)
    }
    continuation.finish()
    #expect(try await iterator.next() == nil)
    let document = try Document(trace)
    #expect(document.tasks.count == 50)
    #expect(document.traceEvents.count { $0.name == "thread_name" } <= 3)
    #expect(document.isTidy)
  }

  @Test(arguments: backends)
  func aStreamThatIsLeftHasFailed(backend: any Backend) async throws {
    let trace = ParallelTrace()
    for try await _ in Parallel(workers: 2, on: backend, trace: trace).results(of: 0..., { $0 }) { break }
    await wait { trace.count > 0 && (try? Document(trace).calls.count) == 1 }
    let document = try Document(trace)
    #expect(document.calls.map(\.args.failed) == [true])
    #expect(document.isTidy)
  }

  @Test func lanesAreUsedAgain() async throws {
    let trace = ParallelTrace()
    for _ in 0..<5 { _ = try await Parallel(workers: 1, trace: trace).map(0..<3) { $0 } }
    let document = try Document(trace)
    #expect(document.traceEvents.count { $0.name == "thread_name" } == 2)
    #expect(document.calls.count == 5)
    #expect(document.tasks.count <= 15)
    #expect(document.isTidy)
  }

  @Test func aTaskThatFailsIsMarked() async throws {
    struct Mishap: Error {}
    let trace = ParallelTrace()
    _ = try? await Parallel(workers: 1, trace: trace).map(0..<9) { if $0 == 3 { throw Mishap() } }
    _ = try await Parallel(workers: 1, trace: trace).map(0..<9, onFailure: .collect) {
      if $0 == 3 { throw Mishap() }
    }
    let document = try Document(trace)
    #expect(document.tasks.count { $0.args.failed == true } == 2)
    #expect(document.calls.map(\.args.failed) == [true, nil])
  }

  @Test(arguments: [0, 1, 10, 300])
  func itHoldsNoMoreThanItsCapacity(capacity: Int) async throws {
    let trace = ParallelTrace(capacity: capacity)
    _ = try await Parallel(workers: 2, batching: .size(1), trace: trace).map(0..<1000) { $0 }
    #expect(trace.count <= capacity)
    #expect(trace.count + trace.droppedCount == 1001)
    let document = try Document(trace)
    #expect(document.spans.count == trace.count)
    #expect(document.otherData?.dropped == "\(trace.droppedCount)")
  }

  @Test func spansAreTimedByTheNanosecond() throws {
    let clock = ManualClock()
    let trace = ParallelTrace(capacity: 10, clock: clock)
    clock.advance(by: .nanoseconds(1_002_003))
    let call = CallTrace(trace, backend: "forks \"\\\u{1}", workers: 2, tasks: nil)
    call.began(worker: 0)
    call.began(worker: 1, process: 77)
    clock.advance(by: .nanoseconds(45))
    call.ended(0..<1, worker: 0, isLost: false)
    clock.advance(by: .seconds(3))
    call.ended(4..<9, worker: 1, isLost: true)
    // The worker goes on in another process.
    call.began(worker: 1, process: 78)
    call.ended(4..<5, worker: 1, isLost: false)
    call.end(succeeded: true)
    let text = String(decoding: trace.json(), as: UTF8.self)
    #expect(text.contains(#""name":"task 0","cat":"tasks","ph":"X","ts":1002.003,"dur":0.045,"#))
    #expect(
      text.contains(#""name":"tasks 4–8","cat":"tasks","ph":"X","ts":1002.003,"dur":3000000.045,"pid":77,"#))
    let document = try Document(trace)
    #expect(document.tasks.map(\.args.lost) == [nil, true, nil])
    #expect(document.tasks.dropFirst().map(\.pid) == [77, 78])
    #expect(document.calls.first?.args.backend == "forks \"\\\u{1}")
    #expect(
      document.traceEvents.filter { $0.name == "process_name" }.map(\.args.name) == [
        "program", "worker process", "worker process",
      ])
    #expect(document.isTidy)
  }

  @Test func itIsWrittenToAFile() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "trace-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    let trace = ParallelTrace()
    _ = try await Parallel(workers: 2, trace: trace).map(0..<10) { $0 }
    let file = folder.appending(path: "trace.json")
    try trace.write(to: file.path)
    #expect(try Data(contentsOf: file) == Data(trace.json()))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["trace.json"])
    let error = #expect(throws: (any Error).self) {
      try trace.write(to: folder.appending(path: "no/trace.json").path)
    }
    #expect(error.map { "\($0)".contains("no/trace.json") } == true)
  }

  @Test func itCanBeReadWhileItIsWritten() async throws {
    let trace = ParallelTrace()
    async let work = Parallel(workers: 2, trace: trace).map(0..<2000) { $0 }
    for _ in 0..<20 {
      #expect(try Document(trace).isTidy)
      await Task.yield()
    }
    #expect(try await work.count == 2000)
    #expect(try Document(trace).calls.count == 1)
  }

  @Test func aScopeSetsItAndACallReplacesIt() async throws {
    let (outer, inner) = (ParallelTrace(), ParallelTrace())
    try await withParallel(Parallel(trace: outer)) {
      _ = try await Parallel(workers: 1).map(0..<2) { $0 }
      _ = try await Parallel(workers: 1, trace: inner).map(0..<2) { $0 }
    }
    #expect(try Document(outer).calls.count == 1)
    #expect(try Document(inner).calls.count == 1)
  }
}
