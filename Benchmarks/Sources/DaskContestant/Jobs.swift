import Parallelism

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

struct SquareRoot: Job {
  var value: Double

  func run() -> Double { value.squareRoot() }
}

/// Waits: the cluster has more threads than the machine has processors.
struct Rest: Job {
  var milliseconds: Int

  func run() -> Int {
    usleep(UInt32(1000 * milliseconds))
    return milliseconds
  }
}
