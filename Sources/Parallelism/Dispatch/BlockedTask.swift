/// The task of a synchronous caller, as seen while the caller waits for a call.
///
/// It can be asked whether it is cancelled, and nobody but the task itself can be told when it is.
///
/// SAFETY: a call keeps it no longer than the caller waits, so that the task is there; to ask for its cancellation
/// reads an atomic flag.
@usableFromInline
struct BlockedTask: @unchecked Sendable {
  private let task: UnsafeCurrentTask

  @usableFromInline
  init?(_ task: UnsafeCurrentTask?) {
    guard let task else { return nil }
    self.task = task
  }

  var isCancelled: Bool { task.isCancelled }
}
