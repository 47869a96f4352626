import Evaluation
import Exchange

extension Suite {
  /// Jobs on a Dask cluster on this machine, of 2 workers with 2 threads each, which ours and joblib use in turn.
  static let dask = Suite(name: "dask", cases: throughputCases + [workCase])

  private static let throughputCases: [Case] = [
    ("1", 1, 400, 400, .atMostTimesPeer(1)), ("20", 20, 4000, 4000, .atMostTimesPeer(1)),
    ("1000", 1000, 100_000, 20_000, .atMostTimesPeer(1)),
    // Nobody knows how long tasks take before some have been done: more of them, and they take half a second.
    ("automatic", 0, 100_000, 10_000, .atMostTimesPeer(0.2)),
  ].map { (name: String, batch: Int, ours: Int, theirs: Int, target: Target) in
    Case(
      name: "dask/batch-\(name)",
      measures: "square roots on a cluster, "
        + (batch == 0
          ? "batched as each sees fit" : batch == 1 ? "each sent alone" : "\(batch) sent at a time"),
      unit: .nanosecondsPerTask, target: target, cluster: .daskCluster,
      ours: .init(contestant: .dask, request: Request("tasks", ["tasks": ours, "batch": batch])),
      peers: [.init(contestant: .joblibDask, request: Request("tasks", ["tasks": theirs, "batch": batch]))])
  }

  private static let work = ["tasks": 400, "milliseconds": 50]

  private static let workCase = Case(
    name: "dask/50-milliseconds",
    measures: "400 tasks of 50 ms on a cluster, whose 4 threads could have done them in 5 s",
    unit: .milliseconds, target: .atMost(5263), cluster: .daskCluster,
    ours: .init(contestant: .dask, request: Request("work", work)),
    peers: [.init(contestant: .joblibDask, request: Request("work", work))])
}
