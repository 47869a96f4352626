internal import CPlatform

/// Runs an operation that does not suspend, and a handler as soon as the task around is cancelled meanwhile.
///
/// It is what `withTaskCancellationHandler` is for asynchronous code: the handler runs on the thread that cancels the
/// task, at once if it is cancelled already, and never after this function has returned. Without a task around there
/// is nobody to cancel it.
///
/// SAFETY: a task keeps records of handlers as a stack, and this one is removed by the task that has added it, after
/// all that the operation adds. What the record points to is there until then.
///
/// - Parameters:
///   - operation: What blocks the task.
///   - handler: Must not wait for anything that the operation does.
/// - Returns: What the operation returns.
/// - Throws: What the operation throws.
func withBlockedTaskCancellationHandler<Output, Failure: Error>(
  operation: () throws(Failure) -> Output, onCancel handler: @escaping @Sendable () -> Void
) throws(Failure) -> Output {
  guard withUnsafeCurrentTask(body: { $0 != nil }) else { return try operation() }
  let handler = CancellationHandler(call: handler)
  let cancellation = UnsafeMutablePointer<cplatform_cancellation>.allocate(capacity: 1)
  defer { cancellation.deallocate() }
  cplatform_begin_cancellation(
    cancellation,
    { context in
      guard let context else { return }
      Unmanaged<CancellationHandler>.fromOpaque(context).takeUnretainedValue().call()
    }, Unmanaged.passUnretained(handler).toOpaque())
  defer { withExtendedLifetime(handler) { cplatform_end_cancellation(cancellation) } }
  return try operation()
}

private final class CancellationHandler: Sendable {
  let call: @Sendable () -> Void

  init(call: @escaping @Sendable () -> Void) {
    self.call = call
  }
}
