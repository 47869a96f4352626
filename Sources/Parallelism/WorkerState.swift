/// What one worker of a call does.
public struct WorkerState: Sendable, Hashable {
  /// The tasks that it has taken and not brought to an end, the one that it is at first; `nil` if it is idle.
  public let tasks: Range<Int>?

  /// Since when it is at the first of these tasks, or idle, counted from the beginning of the call.
  ///
  /// A worker in another process may be further: it tells of the tasks that it took at once when it has done all.
  public let since: Duration

  /// How many tasks it has done.
  public let completed: Int

  /// The process that runs its tasks, if that is not the caller's.
  public let processIdentifier: Int32?

  /// Whether it has nothing to do.
  public var isIdle: Bool { tasks == nil }
}
