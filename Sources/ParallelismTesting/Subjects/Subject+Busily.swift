extension Subject {
  /// Keeps a processor busy until a condition holds, its task is cancelled or its process ended.
  ///
  /// No longer than a law may take: a backend that breaks one would keep a thread from everybody else.
  func busily(until condition: () -> Bool) throws {
    let end = ContinuousClock.now + timeLimit
    while !condition() {
      try Task.checkCancellation()
      guard ContinuousClock.now < end else { throw Breach("a task was left running for \(timeLimit)") }
    }
  }
}
