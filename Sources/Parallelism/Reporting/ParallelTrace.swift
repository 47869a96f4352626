internal import CPlatform
internal import MemoryMapping
internal import Synchronization
internal import SystemPackage

/// What ran where, and when: a record of calls to be looked at in a trace viewer.
///
/// ```swift
/// let trace = ParallelTrace()
/// try await withParallel(Parallel(trace: trace)) { try await work() }
/// try trace.write(to: "work.json")
/// ```
///
/// Perfetto and `chrome://tracing` open the file. Every worker of a call has a lane, in which each span is a task or
/// a batch of tasks; worker processes stand below the program with their process identifiers. Calls within tasks
/// have lanes of their own, and so have the calls themselves. Lanes are used again when a call has ended, so that
/// there are as many as were in use at a time.
///
/// One trace may be given to any number of calls at once. What is under way when the trace is written is not in it.
public final class ParallelTrace: Sendable {
  private struct State {
    var lanes: [TraceLane] = []
    /// Lanes that no worker uses, by their names' beginnings; the one with the lowest number is the last.
    var idle: [String: [TraceLane]] = [:]
    var counts: [String: Int] = [:]
    var calls = 0
  }

  private let state = Locked(State())
  private let elapsed: @Sendable () -> Duration
  /// How many more spans may be kept.
  private let room: Atomic<Int>

  /// Creates an empty trace.
  ///
  /// - Parameter capacity: How many spans it keeps at most, at about 64 bytes each. Those that come later are
  ///   counted only.
  public convenience init(capacity: Int = 1_000_000) {
    self.init(capacity: capacity, clock: ContinuousClock())
  }

  init(capacity: Int, clock: any Clock<Duration>) {
    room = Atomic(max(0, capacity))
    elapsed = clock.stopwatch()
  }

  /// How many spans there are.
  public var count: Int { lanes.reduce(0) { $0 + $1.contents.spans.count } }

  /// How many spans there was no room for.
  public var droppedCount: Int { lanes.reduce(0) { $0 + $1.contents.dropped } }

  /// The trace as a JSON document in the Trace Event Format, UTF-8 encoded.
  ///
  /// - Returns: An object with complete events (`"ph": "X"`), times in microseconds since the trace was created, and
  ///   the names of processes and lanes. If spans were dropped, `otherData.dropped` tells how many.
  /// - Complexity: About 150 bytes a span.
  public func json() -> [UInt8] {
    TraceDocument(lanes: lanes, ownProcess: cplatform_process_id()).bytes()
  }

  /// Writes the trace to a file, which appears whole or not at all.
  ///
  /// - Parameter path: The file to create or replace.
  /// - Throws: An error that names the file and what the system said, if it cannot be written.
  public func write(to path: String) throws {
    let document = json()
    try withReplacement(ofFile: FilePath(path)) { _ = try $0.writeAll(document) }
  }

  /// How long ago the trace was created.
  var now: Duration { elapsed() }

  private var lanes: [TraceLane] { state.withLock { $0.lanes } }

  /// A number for one more call.
  func nextCall() -> Int {
    state.withLock { state in
      state.calls += 1
      return state.calls
    }
  }

  /// A lane that is nobody else's until it is given back.
  ///
  /// - Parameters:
  ///   - kind: What is in it: the name of a backend, or `"call"`.
  ///   - process: The worker process that it stands for, if any.
  /// - Returns: The lane.
  func takeLane(_ kind: String, process: Int32?) -> TraceLane {
    let key = process.map { "\(kind) \($0)" } ?? kind
    return state.withLock { state in
      if let lane = state.idle[key]?.popLast() { return lane }
      let number = state.counts[key, default: 0] + 1
      state.counts[key] = number
      let lane = TraceLane(
        number: state.lanes.count + 1, rank: number, name: "\(kind) \(number)", key: key, process: process)
      state.lanes.append(lane)
      return lane
    }
  }

  func giveBack(_ lane: TraceLane) {
    state.withLock { state in
      state.idle[lane.key, default: []].append(lane)
      state.idle[lane.key]?.sort { $0.rank > $1.rank }
    }
  }

  /// Sets aside room for spans, some at a time, so that lanes do not meet here for each.
  ///
  /// - Returns: How many spans may be kept: zero if there is no room left.
  func reserve() -> Int {
    var left = room.load(ordering: .relaxed)
    while left > 0 {
      let share = max(1, min(256, left / 64))
      let (exchanged, current) = room.weakCompareExchange(
        expected: left, desired: left - share, ordering: .relaxed)
      if exchanged { return share }
      left = current
    }
    return 0
  }
}
