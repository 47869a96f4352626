import Evaluation
import Exchange

extension Suite {
  /// How much memory fits need beside that of their data.
  static let memory = Suite(
    name: "memory",
    cases: [
      Case(
        name: "mapped/10M-by-100",
        measures:
          "memory without a file, at most, of a fit of three linear learners with 3 folds to a mapped file of 8 GB",
        unit: .megabytes, target: .atMost(400), isSteady: true, patience: 3600,
        ours: .init(
          contestant: .ensembles, request: Request("mapped", ["rows": 10_000_000, "columns": 100])),
        peers: [])
    ])
}
