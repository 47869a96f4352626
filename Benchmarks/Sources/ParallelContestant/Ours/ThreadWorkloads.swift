import Exchange
import Parallelism

/// `map` on threads.
enum ThreadWorkloads {
  static let all: [String: Workload] = [
    "tasks": tasks,
    "call": call,
    "work": work,
  ]

  /// Trivial tasks into a new array, one at a time or in batches.
  private static func tasks(_ request: Request) async throws -> Double {
    let count = try request["tasks"]
    let batching: Batching = try request["batch"] == 1 ? .size(1) : .automatic
    let parallel = Parallel(workers: 2, on: .threads, batching: batching)
    return try await nanoseconds {
      let roots = try await parallel.map(0..<count) { Double($0).squareRoot() }
      precondition(roots[count - 1] == Double(count - 1).squareRoot())
    } / Double(count)
  }

  private static func call(_ request: Request) async throws -> Double {
    let count = try request["tasks"]
    return try await nanosecondsOfCall(request) {
      let roots = try await Parallel(workers: 2, on: .threads).map(0..<count) { Double($0).squareRoot() }
      precondition(roots.count == count)
    }
  }

  /// Work for a processor; with one worker a loop, which is what a speed-up is measured against.
  private static func work(_ request: Request) async throws -> Double {
    let (count, workers) = (try request["tasks"], try request["workers"])
    let rounds = try request["milliseconds"] * BusyWork.roundsPerMillisecond
    return try await nanoseconds {
      if workers == 1 {
        for _ in 0..<count { BusyWork.spin(rounds) }
      } else {
        let states = try await Parallel(workers: .exactly(workers), on: .threads).map(0..<count) { _ in
          BusyWork.spin(rounds)
        }
        precondition(states.count == count)
      }
    } / Double(count)
  }
}
