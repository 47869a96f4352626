import Dispatch
import Exchange

/// `DispatchQueue.concurrentPerform`, which uses as many threads as the machine has processors.
enum ConcurrentPerformWorkloads {
  static let all: [String: Workload] = [
    "tasks": { request in
      let count = try request["tasks"]
      return await nanoseconds {
        let roots = map(count) { Double($0).squareRoot() }
        precondition(roots[count - 1] == Double(count - 1).squareRoot())
      } / Double(count)
    },
    "call": { request in
      let count = try request["tasks"]
      return try await nanosecondsOfCall(request) {
        precondition(map(count) { Double($0).squareRoot() }.count == count)
      }
    },
  ]

  @inline(__always)
  private static func map(_ count: Int, _ body: @Sendable (Int) -> Double) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      // SAFETY: each iteration initialises an element of its own.
      nonisolated(unsafe) let elements = buffer
      DispatchQueue.concurrentPerform(iterations: count) { elements.initializeElement(at: $0, to: body($0)) }
      initializedCount = count
    }
  }
}
