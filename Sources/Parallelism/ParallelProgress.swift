/// How far a call has come.
public struct ParallelProgress: Sendable {
  /// How many tasks are done.
  public let completed: Int

  /// How many tasks there are in all, if that is known.
  public let total: Int?

  /// How long ago the call began.
  public let elapsed: Duration
}
