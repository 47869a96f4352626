import DaskBackend
import Foundation
import Parallelism
import Testing

@Suite(
  .enabled(if: TestCluster.isPossible, "there is no Dask: run make test-dask"),
  .enabled(if: Certificates.arePossible, "there is no openssl"), .serialized, .timeLimit(.minutes(10)))
struct ClusterSecurityTests {
  /// What a call throws that is made with other certificates.
  private func refusal(_ cluster: DaskCluster) async throws -> DaskError {
    defer { cluster.shutDown() }
    let error = try await #require(throws: ParallelError.self) {
      _ = try await Parallel(on: cluster).run([Doubling(number: 1)])
    }
    return try #require(error.underlying as? DaskError)
  }

  @Test func onlyTheRightCertificateIsAccepted() async throws {
    let (own, strangers) = (try Certificates(), try Certificates())
    defer {
      own.remove()
      strangers.remove()
    }
    let cluster = try await TestCluster.start(workers: [1], certificates: own.folder)
    #expect(cluster.address.hasPrefix("tls://"))
    var backend = cluster.backend
    backend.certificates = own.node()
    #expect(try await Parallel(on: backend).run([Doubling(number: 1)]) == [2])
    backend.shutDown()

    backend.patience = .seconds(3)
    for others in [strangers.node(trusting: own), strangers.node(), nil] {
      backend.certificates = others
      let error = try await refusal(backend)
      #expect(error.code == .unreachable, "\(error)")
      #expect(error.description.contains(cluster.address))
    }
    // The same port, as if nothing were encrypted there.
    backend.scheduler = .address(cluster.address.replacing("tls://", with: "tcp://"))
    #expect(try await refusal(backend).code == .unreachable)
  }
}
