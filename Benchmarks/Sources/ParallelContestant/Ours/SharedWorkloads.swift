import Exchange
import Parallelism

/// Sums a slice of an array that crosses once for all jobs.
struct SumSlice: Job {
  var values: Shared<[Double]>
  var slice: Range<Int>

  func run() -> Double { values.value[slice].reduce(0, +) }
}

extension ProcessWorkloads {
  /// An array in `Shared` to so many jobs, from its wrapping to the last result.
  static func shared(_ request: Request) async throws -> Double {
    let (count, tasks) = (try request["bytes"] / MemoryLayout<Double>.stride, try request["tasks"])
    let values = [Double](repeating: 1, count: count)
    let parallel = Parallel(workers: 2, on: .processes)
    _ = try await parallel.run([SquareRoot(value: 1), SquareRoot(value: 2)])
    return try await nanoseconds {
      let shared = Shared(values)
      let jobs = (0..<tasks).map {
        SumSlice(values: shared, slice: count * $0 / tasks..<count * ($0 + 1) / tasks)
      }
      let sums = try await parallel.run(jobs)
      precondition(sums.reduce(0, +) == Double(count))
    }
  }
}
