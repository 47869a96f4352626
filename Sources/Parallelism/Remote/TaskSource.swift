/// A stream, as those see it who have its tasks done elsewhere.
protocol TaskSource: Sendable {
  /// Gives tasks away that wait.
  ///
  /// - Parameters:
  ///   - limit: How many there may be.
  ///   - isIdle: Whether no others are under way, so that the backend is about to return if there are none.
  /// - Returns: The tasks, or `nil` if none waits now.
  func claim(atMost limit: Int, isIdle: Bool) -> Range<Int>?

  /// Puts a failure in the place of the result of a task.
  func keep(_ failure: ParallelError, of task: Int)

  /// Ends the stream because of a task.
  func end(with error: any Error, of task: Int)
}
