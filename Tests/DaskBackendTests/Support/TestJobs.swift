import DaskBackend
import Foundation
import Parallelism

/// Jobs for tests: one for each thing that can become of one.
struct Doubling: Job {
  var number: Int
  var pause: Double = 0

  /// A file without which it does not go on.
  var gate: String?

  func run() -> Int {
    while let gate, access(gate, F_OK) != 0 { usleep(10_000) }
    if pause > 0 { usleep(UInt32(pause * 1e6)) }
    return 2 * number
  }
}

struct Fate: Job {
  enum Kind: String, Codable {
    case succeed, fail, trap, beKilled, sleep, write
  }

  struct Mishap: Error, Codable, Equatable {
    var number: Int
  }

  var kind = Kind.succeed
  var number: Int

  func run() throws -> Int {
    switch kind {
    case .succeed: break
    case .fail: throw Mishap(number: number)
    case .trap: fatalError("job \(number) traps")
    case .beKilled: kill(getpid(), SIGKILL)
    case .sleep: sleep(3600)
    case .write: FileHandle.standardError.write(Data("job \(number) was here\n".utf8))
    }
    return number
  }
}

/// Tells programs apart: how large the one is that runs.
struct ProgramSize: Job {
  func run() throws -> UInt64 { try FileHandle(forReadingFrom: URL(filePath: "/proc/self/exe")).seekToEnd() }
}

/// Adds up a part of what many jobs share.
struct Sum: Job {
  var part: Range<Int>
  var values: Shared<[Double]>

  func run() -> Double { values.value[part].reduce(0, +) }
}
