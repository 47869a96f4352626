/// What the tasks that a backend runs see of the caller's memory.
public struct BackendMemory: Sendable, Hashable {
  private enum Kind { case shared, copied, separate, remote }
  private let kind: Kind

  /// All of it: tasks are closures that run in the caller's process, and what they change is changed.
  public static let shared = BackendMemory(kind: .shared)

  /// All of it as it was when the call began: tasks are closures that run in a copy of the caller's process, and
  /// nothing but their results comes back.
  public static let copied = BackendMemory(kind: .copied)

  /// None of it: tasks are values of a ``Job`` type that travel to another process.
  public static let separate = BackendMemory(kind: .separate)

  /// None of it, from another machine: as ``separate``, but tasks cannot write to memory that they share with the
  /// caller either.
  public static let remote = BackendMemory(kind: .remote)
}
