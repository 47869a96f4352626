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
    #expect(passed.contains("tutorial/map"))
    let indexers = ["FoldIndex": 36, "BlendIndex": 53, "FullIndex": 1]
    for (indexer, count) in indexers {
      #expect(passed.count { $0.hasPrefix("indexers/\(indexer)(") } == count, "\(indexer)")
    }

    let fixed = Set(results.filter { $0.description.hasPrefix("FIXED ") }.map(\.name))
    #expect(fixed.contains("indexers/BlendIndex(test_size: 0.05) of 8 rows"))
    #expect(fixed.contains("indexers/BlendIndex(test_size: 1.0) of 11 rows"))
  }

  private static let ensembles = [
    "ensembles/blend-2-layers", "ensembles/blend-30-percent", "ensembles/blend-half",
    "ensembles/super-learner-1-layer", "ensembles/super-learner-2-layers",
    "ensembles/super-learner-all-rows", "ensembles/super-learner-preprocessing-cases",
    "ensembles/super-learner-propagating",
  ]
}
