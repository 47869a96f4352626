import Evaluation
import Exchange

extension Suite {
  /// Fits and predictions of stacked ensembles, next to what else stacks.
  ///
  /// Everybody has two workers. Where nothing else is said the learners are ordinary least squares, ridge and lasso, with
  /// a ridge above them.
  static let ensembles = Suite(
    name: "ensembles",
    cases: stackCases + [forestCase, forestScoreCase, boosterCase, taskCase, onePassCase, rowCase])

  private static let stackCases = [
    ("stack/100k-by-20/3-folds", "100k × 20", ["rows": 100_000, "columns": 20, "folds": 3], 20.0),
    ("stack/100k-by-20/10-folds", "100k × 20", ["rows": 100_000, "columns": 20, "folds": 10], 22),
    ("stack/1M-by-50/5-folds", "1M × 50", ["rows": 1_000_000, "columns": 50, "folds": 5], 300),
  ].map { name, shape, parameters, limit in
    Case(
      name: name,
      measures:
        "a fit of three linear learners and a ridge above them to \(shape) with \(parameters["folds"] ?? 0) folds",
      unit: .milliseconds, target: .atMost(limit),
      ours: .init(contestant: .ensembles, request: Request("stack", parameters)),
      peers: [.scikitLearn, .mlens].map { .init(contestant: $0, request: Request("stack", parameters)) })
  }

  private static let forest = ["rows": 100_000, "columns": 20, "trees": 10, "depth": 8]

  private static let forestCase = Case(
    name: "stack/100k-by-20/forest",
    measures:
      "a fit of ridge, lasso and a forest of 10 trees of depth 8, and a ridge above them, to 100k × 20 with 3 folds",
    unit: .milliseconds, target: .atMost(800),
    ours: .init(contestant: .ensembles, request: Request("forest", forest.merging(["folds": 3]) { $1 })),
    peers: [.scikitLearn, .mlens].map {
      .init(contestant: $0, request: Request("forest", forest.merging(["folds": 3]) { $1 }))
    })

  private static let forestScoreCase = Case(
    name: "forest/held-out",
    measures: "what such a forest explains of 100k other rows",
    unit: .explained, target: .atMostBelowPeer(0.005),
    ours: .init(contestant: .ensembles, request: Request("forestScore", forest)),
    peers: [.init(contestant: .scikitLearn, request: Request("forestScore", forest))])

  private static let boosters = ["rows": 100_000, "columns": 20, "folds": 3, "rounds": 50]

  private static let boosterCase = Case(
    name: "stack/100k-by-20/boosters",
    measures:
      "a fit of LightGBM and XGBoost, one thread each, and a ridge above them to 100k × 20 with 3 folds; the peer "
      + "makes the 8 fits of the libraries one after another",
    unit: .milliseconds, target: .atMostTimesPeer(0.58),
    ours: .init(contestant: .ensembles, request: Request("boosters", boosters)),
    peers: [.init(contestant: .boosters, request: Request("boosters", boosters))])

  private static let shortFits = ["rows": 1000, "columns": 5, "learners": 50, "folds": 10]

  private static let taskCase = Case(
    name: "tasks/50-learners",
    measures:
      "one of the 551 fits of 50 least squares with 10 folds and a ridge above them to 1000 × 5, each on its own, "
      + "all included",
    unit: .nanosecondsPerTask, target: .atMost(15_000),
    ours: .init(
      contestant: .ensembles, request: Request("tasks", shortFits.merging(["fits": 20, "onePass": 0]) { $1 })),
    peers: [.mlens, .scikitLearn].map {
      .init(contestant: $0, request: Request("tasks", shortFits.merging(["fits": 1]) { $1 }))
    })

  private static let onePassCase = Case(
    name: "tasks/50-learners-in-one-pass",
    measures: "the same fits, in one pass over the rows",
    unit: .nanosecondsPerTask, target: .atMost(15_000),
    ours: .init(
      contestant: .ensembles,
      request: Request("tasks", shortFits.merging(["fits": 20, "onePass": 1]) { $1 })),
    peers: [])

  private static let row = ["rows": 1000, "columns": 20]

  private static let rowCase = Case(
    name: "predict/one-row",
    measures: "a prediction of three linear learners and a ridge above them for one row (mean)",
    unit: .microsecondsPerCall, target: .atMost(50),
    ours: .init(contestant: .ensembles, request: Request("row", row.merging(["calls": 2000]) { $1 })),
    peers: [
      // mlens refuses to predict fewer rows than it has folds.
      .init(contestant: .scikitLearn, request: Request("row", row.merging(["calls": 50]) { $1 }))
    ])
}
