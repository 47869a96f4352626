import Testing

@testable import Parallelism

struct WorkerKeyTests {
  private func key(
    _ backend: ProcessBackend = ProcessBackend(), innerThreads: Int? = nil, folder: String = "/",
    inherited: [String: String] = [:]
  ) -> WorkerKey {
    WorkerKey(backend, innerThreads: innerThreads, folder: folder) { inherited[$0] }
  }

  @Test func whatMattersMakesAnotherKey() {
    let keys = [
      key(), key(folder: "/tmp"), key(innerThreads: 2), key(ProcessBackend(environment: ["A": "1"])),
      key(ProcessBackend(environment: ["A": "2"])), key(ProcessBackend(backtraces: true)),
    ]
    #expect(Set(keys).count == keys.count)
    #expect(key(ProcessBackend(idleTimeout: .zero)) == key())
    #expect(key(innerThreads: 1) == key())
  }

  @Test(
    arguments: [
      (["OMP_NUM_THREADS": "3"], 4, ["OMP_NUM_THREADS": "5"], "3"), ([:], 4, ["OMP_NUM_THREADS": "5"], "4"),
      ([:], nil, ["OMP_NUM_THREADS": "5"], nil), ([:], nil, [:], "1"),
    ] as [([String: String], Int?, [String: String], String?)])
  func theNearestCountOfThreadsWins(
    environment: [String: String], innerThreads: Int?, inherited: [String: String], expected: String?
  ) {
    let key = key(ProcessBackend(environment: environment), innerThreads: innerThreads, inherited: inherited)
    let set = key.environment.first { $0.hasPrefix("OMP_NUM_THREADS=") }
    #expect(set == expected.map { "OMP_NUM_THREADS=\($0)" })
  }

  @Test func everyLibraryIsTold() {
    let names = Set(
      key(innerThreads: 2).environment.filter { $0.hasSuffix("=2") }.map { $0.prefix { $0 != "=" } })
    #expect(
      names == [
        "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS", "NUMEXPR_NUM_THREADS",
      ])
  }

  @Test func aBackendKnowsItsWorkersWhateverACallAskedFor() {
    let backend = ProcessBackend(environment: ["A": "1"])
    let folder = Environment.folder
    #expect(key(backend, innerThreads: 7, folder: folder).isOf(backend))
    #expect(!key(backend, folder: folder + "/elsewhere").isOf(backend))
    #expect(!key(folder: folder).isOf(backend))
  }
}
