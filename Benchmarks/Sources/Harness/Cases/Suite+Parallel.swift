import Evaluation
import Exchange

extension Suite {
  /// The engine, next to what else runs loops and jobs side by side.
  ///
  /// Everybody has two workers.
  static let parallel = Suite(
    name: "parallel",
    cases: threadCases + processCases + deathCases + forkCases + memoryCases + workCases)

  private static let backToBack = ["shortest": 0, "longest": 0]

  private static let threadCases = [
    Case(
      name: "threads/tasks/batch-1",
      measures: "1M square roots into a new array on 2 threads, each claimed by itself",
      unit: .nanosecondsPerTask, target: .atMost(6),
      ours: .init(.threads, "tasks", ["tasks": 1_000_000, "batch": 1]),
      peers: [
        .init(.concurrentPerform, "tasks", ["tasks": 1_000_000]),
        .init(.rayon, "tasks", ["tasks": 1_000_000, "batch": 1]),
        .init(.oneTBB, "tasks", ["tasks": 1_000_000, "batch": 1]),
        .init(.openMP, "tasks", ["tasks": 1_000_000, "batch": 1]),
        .init(.taskGroup, "tasks", ["tasks": 100_000]),
        .init(.joblibThreading, "tasks", ["tasks": 10_000, "batch": 1]),
      ]),
    Case(
      name: "threads/tasks/automatic",
      measures: "1M square roots into a new array on 2 threads, batched as each sees fit",
      unit: .nanosecondsPerTask, target: .atMost(2.5),
      ours: .init(.threads, "tasks", ["tasks": 1_000_000, "batch": 0]),
      peers: [
        .init(.rayon, "tasks", ["tasks": 1_000_000, "batch": 0]),
        .init(.oneTBB, "tasks", ["tasks": 1_000_000, "batch": 0]),
        .init(.openMP, "tasks", ["tasks": 1_000_000, "batch": 0]),
        .init(.taskGroup, "tasks", ["tasks": 100_000]),
        .init(.joblibThreading, "tasks", ["tasks": 10_000, "batch": 0]),
      ]),
    Case(
      name: "threads/call/back-to-back",
      measures: "a warm call of 2 trivial tasks on 2 threads, one call right after the other (mean)",
      unit: .microsecondsPerCall, target: .atMost(1),
      ours: .init(.threads, "call", backToBack.merging(["tasks": 2, "calls": 2000]) { $1 }),
      peers: callPeers(pause: backToBack, calls: 2000, slowCalls: 20)),
    Case(
      name: "threads/call/parked",
      measures: "a warm call of 2 trivial tasks on 2 threads after its caller was busy for 500 µs (median)",
      unit: .microsecondsPerCall, target: .atMost(10),
      ours: .init(.threads, "call", ["tasks": 2, "calls": 300, "shortest": 500, "longest": 500]),
      peers: callPeers(pause: ["shortest": 500, "longest": 500], calls: 300, slowCalls: 20)
        + [.init(.floor, "wake-thread", ["calls": 300, "shortest": 500, "longest": 500])]),
  ]

  private static func callPeers(pause: [String: Int], calls: Int, slowCalls: Int) -> [Case.Entry] {
    let quick = pause.merging(["tasks": 2, "calls": calls]) { $1 }
    let slow = pause.merging(["tasks": 2, "calls": slowCalls]) { $1 }
    return [
      .init(.rayon, "call", quick),
      .init(.oneTBB, "call", quick),
      .init(.openMP, "call", quick),
      .init(.concurrentPerform, "call", quick),
      .init(.taskGroup, "call", quick),
      .init(.joblibThreading, "call", slow),
    ]
  }

  private static let pauses = ["shortest": 200, "longest": 1000]

  private static let processCases = [
    Case(
      name: "processes/call/back-to-back",
      measures: "a warm call of 1 trivial job on processes, one call right after the other (mean)",
      unit: .microsecondsPerCall, target: .atMost(25),
      ours: .init(.processes, "call", backToBack.merging(["tasks": 1, "calls": 1000]) { $1 }),
      peers: [
        .init(.loky, "call", backToBack.merging(["tasks": 1, "calls": 200]) { $1 }),
        .init(.joblib, "call", backToBack.merging(["tasks": 1, "calls": 20]) { $1 }),
        .init(.floor, "wake-process", backToBack.merging(["calls": 1000]) { $1 }),
      ]),
    Case(
      name: "processes/call/after-pause",
      measures:
        "a warm call of 1 trivial job on processes after its caller was busy for 200 to 1000 µs (median)",
      unit: .microsecondsPerCall, target: .atMost(100),
      ours: .init(.processes, "call", pauses.merging(["tasks": 1, "calls": 300]) { $1 }),
      peers: [
        .init(.loky, "call", pauses.merging(["tasks": 1, "calls": 200]) { $1 }),
        .init(.joblib, "call", pauses.merging(["tasks": 1, "calls": 20]) { $1 }),
        .init(.floor, "wake-process", pauses.merging(["calls": 300]) { $1 }),
      ]),
    Case(
      name: "processes/tasks/coded",
      measures: "100k square roots on 2 processes, batched as each sees fit, jobs and results by Codable",
      unit: .nanosecondsPerTask, target: .atMost(250),
      ours: .init(.processes, "tasks", ["tasks": 100_000, "raw": 0]),
      peers: [.init(.joblib, "tasks", ["tasks": 100_000])]),
    Case(
      name: "processes/tasks/raw",
      measures: "100k square roots on 2 processes, batched as each sees fit, jobs and results as bytes",
      unit: .nanosecondsPerTask, target: .atMost(30),
      ours: .init(.processes, "tasks", ["tasks": 100_000, "raw": 1]),
      peers: [.init(.joblib, "tasks", ["tasks": 100_000])]),
    Case(
      name: "processes/cold/without-foundation",
      measures: "the first call of a program without Foundation: 2 jobs on 2 processes that it has to start",
      unit: .milliseconds, target: .atMost(5), startsAnew: true,
      ours: .init(.cold, "cold"),
      peers: [.init(.loky, "cold"), .init(.joblib, "cold"), .init(.floor, "cold")]),
    Case(
      name: "processes/cold/with-foundation",
      measures: "the first call of a program with Foundation: 2 jobs on 2 processes that it has to start",
      unit: .milliseconds, target: .atMost(10), startsAnew: true,
      ours: .init(.coldWithFoundation, "cold"),
      peers: [.init(.loky, "cold"), .init(.joblib, "cold"), .init(.floor, "cold")]),
  ]

  private static let deathCases = [
    ("small", 0, "2 sleeping workers"),
    ("1-gigabyte", 1_000_000_000, "2 sleeping workers of which the killed one has 1 GB resident"),
  ].map { name, resident, workers in
    Case(
      name: "processes/killed/\(name)",
      measures: "from SIGKILL to one of \(workers) until the call that they work for has thrown",
      unit: .milliseconds, target: .atMost(2),
      ours: .init(.processes, "killed", ["resident": resident]),
      peers: [
        .init(.joblib, "killed", ["resident": resident]),
        .init(.loky, "killed", ["resident": resident]),
        .init(.floor, "killed", ["resident": resident]),
      ])
  }

  private static let forkCases = [("20-megabytes", 20_000_000), ("2-gigabytes", 2_000_000_000)].map {
    name, resident in
    let request = backToBack.merging(["tasks": 1000, "calls": 20, "resident": resident]) { $1 }
    return Case(
      name: "forks/call/\(name)",
      measures:
        "a call of 1000 trivial tasks on 2 forks of a program with \(resident / 1_000_000) MB in a shared mapping",
      unit: .milliseconds, target: .atMost(5),
      ours: .init(.forks, "call", request),
      peers: [.init(.floor, "call", request)])
  }

  private static let array = ["bytes": 400_000_000, "tasks": 8]

  private static let memoryCases = [
    Case(
      name: "matrix/mapped",
      measures: "a 400 MB matrix to 8 jobs on 2 processes that sum it and have seen it before",
      unit: .milliseconds, target: .atMostAbovePeer(2),
      ours: .init(.matrixOnProcesses, "array", array.merging(["fresh": 0]) { $1 }),
      peers: [
        .init(.matrixOnThreads, "array", array.merging(["fresh": 0]) { $1 }),
        .init(.joblib, "array", array),
      ]),
    Case(
      name: "matrix/first-touch",
      measures: "a 400 MB matrix to 8 jobs on 2 processes that sum it and see it for the first time",
      unit: .milliseconds, target: .atMostAbovePeer(15),
      ours: .init(.matrixOnProcesses, "array", array.merging(["fresh": 1]) { $1 }),
      peers: [
        .init(.matrixOnThreads, "array", array.merging(["fresh": 0]) { $1 }),
        .init(.joblib, "array", array),
      ]),
    Case(
      name: "shared/array",
      measures:
        "a 400 MB [Double] wrapped in Shared and summed by 8 jobs on 2 processes, the wrapping included",
      unit: .milliseconds, target: .atMost(190),
      ours: .init(.processes, "shared", array),
      peers: [.init(.joblib, "shared", array)]),
  ]

  private static let workCases = [("threads", Contestant.threads), ("processes", .processes)].map {
    backend, contestant in
    Case(
      name: "work/\(backend)",
      measures: "64 tasks of 50 ms of processor work on 2 workers, next to 16 such tasks in a loop",
      unit: .speedUp, target: .atLeast(1.97),
      ours: work(contestant),
      peers: [work(.joblib)])
  }

  private static func work(_ contestant: Contestant) -> Case.Entry {
    var entry = Case.Entry(contestant, "work", ["tasks": 64, "workers": 2, "milliseconds": 50])
    entry.baseline = Request("work", ["tasks": 16, "workers": 1, "milliseconds": 50])
    return entry
  }
}

extension Case.Entry {
  fileprivate init(_ contestant: Contestant, _ workload: String, _ parameters: [String: Int] = [:]) {
    self.init(contestant: contestant, request: Request(workload, parameters))
  }
}
