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

struct Spin: Job {
  var rounds: Int

  func run() -> UInt64 { BusyWork.spin(rounds) }
}

/// Touches so much memory, which its worker keeps until it is killed, and tells who the worker is.
struct Settle: Job {
  var resident: Int

  func run() throws -> pid_t {
    if resident > 0 {
      guard let memory = malloc(resident) else { throw Unmeasurable("no memory for \(resident) bytes") }
      memset(memory, 1, resident)
    }
    // The other worker must not be free for this one's job, nor this one for the other's.
    usleep(200_000)
    return getpid()
  }
}

struct Sleep: Job {
  var seconds: UInt32

  func run() -> UInt32 { sleep(seconds) }
}
