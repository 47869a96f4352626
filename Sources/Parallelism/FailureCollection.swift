/// What a call does with failures when it is asked to collect them.
///
/// A call that is asked for nothing cancels the rest after the first failure and throws it.
public struct FailureCollection: Sendable, Hashable {
  /// All tasks are done, and each leaves a result or an error.
  public static let collect = FailureCollection()

  private init() {}
}

/// What a call does with failures when it ends with the first.
public struct FailureCancellation: Sendable, Hashable {
  /// After the first failure nothing is started, what runs is cancelled, and the call throws.
  public static let cancelAll = FailureCancellation()

  private init() {}
}
