internal import Ensembles
internal import Foundation

extension LawCheck {
  static var surroundings: [LawCheck] {
    [
      LawCheck(.isolation) { subject in
        let data = try subject.sample.get()
        try Surroundings.requireNoChange {
          _ = try subject.outputs(fittedTo: data)
        }
      },
      LawCheck(.concurrency) { subject in
        let data = try subject.sample.get()
        let alone = try (0..<4).map { try subject.outputs(fittedTo: data, seed: $0) }
        let start = Start(runners: 4)
        let together = try await Parallel(workers: 4, on: .threads, batching: .size(1)).map(0..<4) { seed in
          start.wait()
          return try subject.outputs(fittedTo: data, seed: UInt64(seed))
        }
        for (seed, outputs) in together.enumerated() {
          try outputs.requireEquality(with: alone[seed], "one of 4 fits at the same time")
        }
      },
    ]
  }
}

/// Lets threads go at the same time.
// SAFETY: the count is touched under the lock of the condition alone.
private final class Start: @unchecked Sendable {
  private let condition = NSCondition()
  private var missing: Int

  init(runners: Int) { missing = runners }

  /// Waits for the others, but not for long: a busy machine may have fewer threads to give.
  func wait() {
    condition.withLock {
      missing -= 1
      condition.broadcast()
      let patience = Date(timeIntervalSinceNow: 2)
      while missing > 0, condition.wait(until: patience) {}
    }
  }
}

/// What a fit could change for everybody.
private struct Surroundings {
  private static let lock = NSLock()

  let folder = FileManager.default.currentDirectoryPath
  let locale = setlocale(LC_ALL, nil).map { String(cString: $0) }
  let rounding = fegetround()

  /// Checks that something changes nothing, and draws none of the random numbers of C.
  static func requireNoChange(during body: () throws -> Void) throws {
    try lock.withLock {
      let before = Surroundings()
      var state = [CChar](repeating: 0, count: 128)
      let drawsNumbers = try state.withUnsafeMutableBufferPointer { state in
        // SAFETY: the generator of C works on these bytes until the one before is put back, under a lock.
        guard let bytes = state.baseAddress, let usual = initstate(1, bytes, state.count) else {
          return false
        }
        defer { _ = setstate(usual) }
        let fresh = Array(state)
        try body()
        return Array(state) != fresh
      }
      let after = Surroundings()
      if drawsNumbers { throw Breach("it draws random numbers by C's random() or rand()") }
      guard before.folder == after.folder else { throw Breach("the working folder is \(after.folder)") }
      guard before.locale == after.locale else { throw Breach("the locale is \(after.locale ?? "unknown")") }
      guard before.rounding == after.rounding else { throw Breach("numbers are rounded in another way") }
    }
  }
}
