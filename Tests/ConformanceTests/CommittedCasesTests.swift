import Conformance
import Testing

@Suite("The committed cases")
struct CommittedCasesTests {
  @Test("None fails, and what is not built yet is what the list says")
  func committed() async throws {
    let results = try await ConformanceRun(of: ConformanceRun.committedFolder).results()
    #expect(results.filter(\.hasFailed).map(\.description) == [])

    // A driver that found fewer cases than there are would pass everything that it finds.
    let passed = Set(results.filter(\.hasPassed).map(\.name))
    #expect(passed.isSuperset(of: Self.ensembles))
    #expect(passed.isSuperset(of: Self.parts))
    let indexers = [
      "FoldIndex": 36, "BlendIndex": 53, "SubsetIndex": 51, "TemporalIndex": 34, "FullIndex": 1,
      "ClusteredSubsetIndex": 4,
    ]
    for (indexer, count) in indexers {
      #expect(passed.count { $0.hasPrefix("indexers/\(indexer)(") } == count, "\(indexer)")
    }

    let fixed = Set(results.filter { $0.description.hasPrefix("FIXED ") }.map(\.name))
    #expect(fixed.contains("indexers/BlendIndex(test_size: 0.05) of 8 rows"))
    #expect(fixed.contains("indexers/BlendIndex(test_size: 1.0) of 11 rows"))
    #expect(fixed.contains("indexers/ClusteredSubsetIndex(folds: 3, partitions: 2) of 8 rows"))
    #expect(fixed.contains("misc/errors/predict_fewer_rows_than_folds"))
  }

  private static let ensembles = [
    "ensembles/blend-2-layers", "ensembles/blend-30-percent", "ensembles/blend-half",
    "ensembles/probabilities-blend", "ensembles/probabilities-super-learner",
    "ensembles/sequential-blend-then-stack", "ensembles/sequential-stack-then-subsemble",
    "ensembles/subsemble-1-layer", "ensembles/subsemble-propagating",
    "ensembles/super-learner-1-layer", "ensembles/super-learner-2-layers",
    "ensembles/super-learner-all-rows", "ensembles/super-learner-preprocessing-cases",
    "ensembles/super-learner-propagating", "ensembles/temporal-expanding",
    "ensembles/temporal-window-and-lag",
  ]

  private static let parts = [
    "tutorial/map", "tutorial/stack", "tutorial/process", "tutorial/context_predict_return_preds",
    "tutorial/context_transform_return_preds", "lowlevel/learner_fold3", "lowlevel/learner_blend0.5",
    "lowlevel/learner_subset2x2", "lowlevel/learner_temporal", "lowlevel/learner_full",
    "lowlevel/group_fit_return_names", "lowlevel/layer_fit", "lowlevel/layer_predict",
    "lowlevel/layer_columns", "misc/metrics/rmse", "misc/metrics/mape", "misc/metrics/wape", "misc/shift",
    "misc/naming/dict", "misc/tables/plain", "misc/tables/layered", "misc/tables/partitions",
    "misc/model_selection/blend", "evaluator/prep_two_cases", "evaluator/no_prep", "evaluator/benchmark",
  ]
}
