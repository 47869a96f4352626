internal import Parallelism

/// Something that calls rely on.
struct Law: Sendable {
  /// What a backend must do, as a sentence.
  let sentence: String
  /// Throws what a backend does in place of that.
  let check: @Sendable (Subject) async throws -> Void

  init(_ sentence: String, check: @escaping @Sendable (Subject) async throws -> Void) {
    self.sentence = sentence
    self.check = check
  }

  /// The laws for a backend whose tasks see so much of the caller's memory.
  static func all(for memory: BackendMemory) -> [Law] {
    switch memory {
    case .shared: workers + closures + sharedMemory + streams + jobs
    case .copied: closures + isolation(of: .closures) + jobs + isolation(of: .jobs)
    default: jobs + isolation(of: .jobs)
    }
  }
}

/// What is checked.
struct Subject: Sendable {
  let backend: any Backend
  let workers: Int
  /// How long a law may take.
  let timeLimit: Duration

  /// A way to make calls on the backend.
  func parallel(workers: Int? = nil, batching: Batching? = nil) -> Parallel {
    Parallel(workers: .exactly(workers ?? self.workers), on: backend, batching: batching)
  }
}

/// What a backend did in place of what it should.
struct Breach: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }

  /// Makes sure that two values are the same.
  static func unless<Value: Equatable>(_ found: Value, is expected: Value, _ what: String) throws {
    guard found == expected else { throw Breach("\(what) \(found), not \(expected)") }
  }

  /// Makes sure that an operation throws a `ParallelError`, and returns it.
  static func unlessThrown(
    _ code: ParallelError.Code, by operation: () async throws -> Void
  ) async throws -> ParallelError {
    do {
      try await operation()
    } catch let error as ParallelError {
      try unless(error.code, is: code, "the error has the code")
      return error
    } catch {
      throw Breach("the error is not a ParallelError but \(error)")
    }
    throw Breach("nothing was thrown")
  }

  /// Makes sure that an operation throws `CancellationError`.
  static func unlessCancelled(_ operation: () async throws -> Void) async throws {
    do {
      try await operation()
    } catch is CancellationError {
      return
    } catch {
      throw Breach("the error is not a CancellationError but \(error)")
    }
    throw Breach("nothing was thrown")
  }
}
