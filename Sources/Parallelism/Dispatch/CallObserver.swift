/// Is told what the workers of a call do.
///
/// A call without one pays a branch a batch.
protocol CallObserver: Sendable {
  /// A worker has claimed tasks and begins with the first.
  func began(_ tasks: Range<Int>, worker: Int)

  /// The worker has done them, or as many as it may before the call ends.
  func ended(_ tasks: Range<Int>, worker: Int)
}
