/// One recorded result and what it takes to compare with it.
struct Case: Sendable {
  /// The name: the path of the file within its folder, and the place within the file.
  let name: String

  /// Computes and compares.
  ///
  /// It throws `UnsupportedFeature` if the case needs something that is not built yet, and any other error if the
  /// results differ or cannot be computed.
  let run: @Sendable () async throws -> Agreement
}

/// How a case has passed.
enum Agreement: Sendable {
  /// The results agree.
  case agrees(String)
  /// The recorded result shows a bug of mlens, and ours is what it should have been.
  case fixes(bug: String)
}

/// A case needs something that is not built yet.
struct UnsupportedFeature: Error {
  let name: String

  init(_ name: String) { self.name = name }
}

/// What came of a case.
package struct CaseResult: Sendable, CustomStringConvertible {
  /// The ways in which a case can end.
  package enum Verdict: Hashable, Sendable {
    /// What was compared agrees.
    case passed(String)
    /// A bug of mlens is not ours.
    case fixed(String)
    /// Not built yet, for a reason that the committed list gives.
    case unsupported(feature: String, reason: String)
    /// What differs first, or why nothing could be compared.
    case failed(String)
  }

  /// The name of the case.
  package let name: String

  /// How it ended.
  package let verdict: Verdict

  /// The line that is printed.
  package var description: String {
    switch verdict {
    case .passed(let what): "PASS \(name) (\(what))"
    case .fixed(let bug): "FIXED \(name): mlens bug: \(bug)"
    case .unsupported(let feature, let reason): "UNSUPPORTED \(name): \(feature): \(reason)"
    case .failed(let why): "FAIL \(name): \(why)"
    }
  }

  /// Whether it counts as passed.
  package var hasPassed: Bool {
    switch verdict {
    case .passed, .fixed: true
    case .unsupported, .failed: false
    }
  }

  /// Whether it counts as failed.
  package var hasFailed: Bool {
    if case .failed = verdict { true } else { false }
  }
}
