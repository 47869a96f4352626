internal import Parallelism

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// A job for a law: one for each thing that can become of a task.
struct Errand: Job {
  enum Kind: String, Codable {
    case succeed, fail, cancel, exit, trap, sleep
  }

  var kind = Kind.succeed
  var number: Int

  func run() throws -> Int {
    switch kind {
    case .succeed: break
    case .fail: throw Mishap(number: number)
    case .cancel: throw CancellationError()
    case .exit: exit(7)
    case .trap: kill(getpid(), SIGILL)
    case .sleep: sleep(3600)
    }
    return number
  }
}

/// A job whose value and whose result are large.
struct Reversal: Job {
  var bytes: [UInt8]

  func run() -> [UInt8] { bytes.reversed() }
}
