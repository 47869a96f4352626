import Dispatch
import ParallelismTesting
import Testing

@testable import QueueBackend

@Suite struct QueueBackendTests {
  @Test func itKeepsTheLawsOfABackend() async throws {
    try await checkBackend(QueueBackend(queue: DispatchQueue(label: "test", attributes: .concurrent)))
  }
}
