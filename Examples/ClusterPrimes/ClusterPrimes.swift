import DaskBackend
import Parallelism

/// How many primes there are in a range.
struct PrimeCount: Job {
  var range: Range<Int>

  func run() -> Int {
    range.count { number in
      number > 1 && !(2..<number).lazy.prefix { $0 * $0 <= number }.contains { number.isMultiple(of: $0) }
    }
  }
}

/// Counts primes on the cluster whose scheduler `DASK_SCHEDULER_ADDRESS` names.
@main
struct ClusterPrimes {
  static func main() async throws {
    let ranges = stride(from: 0, to: 200_000, by: 10_000).map { $0..<$0 + 10_000 }
    let counts = try await Parallel(on: .dask()).run(ranges.map(PrimeCount.init))
    print("\(counts.reduce(0, +)) primes are less than \(ranges.last?.upperBound ?? 0)")
  }
}
