import DaskBackend
import Parallelism
import ParallelismTesting
import Testing

@Suite(.enabled(if: TestCluster.isPossible, "there is no Dask: run make test-dask"), .serialized)
struct ClusterLawTests {
  @Test(.timeLimit(.minutes(10))) func itKeepsTheLawsOfABackend() async throws {
    let cluster = try await TestCluster.start()
    defer { cluster.backend.shutDown() }
    try await checkBackend(cluster.backend)
  }

  @Test(.timeLimit(.minutes(10)), arguments: [Batching.automatic, .size(100)])
  func tenThousandJobsAreRightAndInOrder(batching: Batching) async throws {
    let cluster = try await TestCluster.start()
    defer { cluster.backend.shutDown() }
    let parallel = Parallel(on: cluster.backend, batching: batching)
    let results = try await parallel.run((0..<10_000).map { Doubling(number: $0) })
    #expect(results == (0..<10_000).map { 2 * $0 })
  }
}
