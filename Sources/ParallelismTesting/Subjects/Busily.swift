/// Keeps a processor busy until a condition holds, its task is cancelled or its process ended.
///
/// Not forever: a backend that breaks the law would keep a thread from everybody else.
func busily(until condition: () -> Bool) throws {
  let end = ContinuousClock.now + .seconds(20)
  while !condition() {
    try Task.checkCancellation()
    guard ContinuousClock.now < end else { throw Breach("a task was left running for 20 seconds") }
  }
}
