import Exchange
import Parallelism

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `run` on worker processes.
enum ProcessWorkloads {
  static let all: [String: Workload] = [
    "tasks": tasks,
    "call": call,
    "work": work,
    "killed": killed,
    "shared": shared,
  ]

  private static var parallel: Parallel { Parallel(workers: 2, on: .processes) }

  /// Trivial jobs, coded or, if `raw` is 1, as bytes.
  private static func tasks(_ request: Request) async throws -> Double {
    let (count, isRaw) = (try request["tasks"], try request["raw"] == 1)
    let jobs = (0..<count).map { SquareRoot(value: Double($0)) }
    return try await nanoseconds {
      let roots = isRaw ? try await parallel.run(jobs) : try await runCoded(jobs)
      precondition(roots[count - 1] == Double(count - 1).squareRoot())
    } / Double(count)
  }

  /// Where only this much is known of the type, jobs cross by `Codable`.
  private static func runCoded<J: Job>(_ jobs: [J]) async throws -> [J.Output] {
    try await parallel.run(jobs)
  }

  private static func call(_ request: Request) async throws -> Double {
    let jobs = Array(repeating: SquareRoot(value: 4), count: try request["tasks"])
    return try await nanosecondsOfCall(request) {
      let roots = try await parallel.run(jobs)
      precondition(roots[0] == 2)
    }
  }

  private static func work(_ request: Request) async throws -> Double {
    let (count, workers) = (try request["tasks"], try request["workers"])
    let rounds = try request["milliseconds"] * BusyWork.roundsPerMillisecond
    let jobs = Array(repeating: Spin(rounds: rounds), count: count)
    return try await nanoseconds {
      if workers == 1 {
        for job in jobs { _ = job.run() }
      } else {
        let states = try await Parallel(workers: .exactly(workers), on: .processes).run(jobs)
        precondition(states.count == count)
      }
    } / Double(count)
  }

  /// From the signal to the error, with two workers at work of which the killed one holds `resident` bytes.
  private static func killed(_ request: Request) async throws -> Double {
    let resident = try request["resident"]
    let processes = try await parallel.run([Settle(resident: resident), Settle(resident: 0)])
    guard processes[0] != processes[1] else { throw Unmeasurable("both jobs went to one worker") }
    let end = Task.detached { () -> ContinuousClock.Instant? in
      do {
        _ = try await parallel.run([Sleep(seconds: 60), Sleep(seconds: 60)])
        return nil
      } catch {
        return ContinuousClock.now
      }
    }
    // Long enough for both jobs to have begun.
    try await Task.sleep(for: .milliseconds(50))
    let start = ContinuousClock.now
    guard kill(processes[0], SIGKILL) == 0 else { throw Unmeasurable("the worker is gone already") }
    guard let seen = await end.value else {
      throw Unmeasurable("the call returned as if nothing had happened")
    }
    return (seen - start) / .nanoseconds(1)
  }
}
