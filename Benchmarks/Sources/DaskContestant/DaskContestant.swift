import DaskBackend
import Exchange
import Parallelism

/// Jobs on a Dask cluster, whose address is in the environment.
@main
struct DaskContestant {
  static func main() async {
    await answerRequests(as: "dask", with: ["tasks": tasks, "work": work])
  }

  private static func parallel(_ batching: Batching = .automatic) -> Parallel {
    // The Python of the cluster, as `scripts/setup-dask` has made it.
    Parallel(on: DaskCluster(python: ".deps/dask/bin/python"), batching: batching)
  }

  /// Nanoseconds of one of very many tasks, in batches of a size or, if that is 0, as the engine sees fit.
  private static func tasks(_ request: Request) async throws -> Double {
    let (count, batch) = (try request["tasks"], try request["batch"])
    let parallel = parallel(batch == 0 ? .automatic : .size(batch))
    let jobs = (0..<count).map { SquareRoot(value: Double($0)) }
    let spent = try await nanoseconds {
      let roots = try await parallel.run(jobs)
      precondition(roots.count == count)
    }
    return spent / Double(count)
  }

  /// Nanoseconds of tasks that wait for so long.
  private static func work(_ request: Request) async throws -> Double {
    let jobs = [Rest](repeating: Rest(milliseconds: try request["milliseconds"]), count: try request["tasks"])
    return try await nanoseconds { _ = try await parallel().run(jobs) }
  }
}
