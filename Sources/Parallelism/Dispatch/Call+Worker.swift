public import Synchronization

extension Call {
  /// What each worker runs: claim a batch, do its tasks, go on until nothing is left.
  ///
  /// The closure is not generic and is compiled where the caller's types are known; a generic method of the engine
  /// would cost ten times as much a task.
  @inlinable @inline(__always)
  func worker<Input: Sendable, Output: Sendable>(
    on inputs: TaskInputs<Input>, into results: Results<Output>, attempts: Int,
    _ body: @escaping @Sendable (Input) throws -> Output,
    instead substitute: (@Sendable (ParallelError) -> Output)?
  ) -> @Sendable (Int) throws -> Void {
    { [call = self] worker in
      let elements = results.elements
      var batches = WorkerBatches(of: call, for: worker)
      // The results that were written last, one after the other.
      var start = 0
      var end = 0
      defer {
        results.keep(start..<end)
        batches.leave(call)
      }
      while let batch = batches.next(of: call) {
        if batch.start != end {
          results.keep(start..<end)
          start = batch.start
          end = start
        }
        while end < batch.end {
          if call.isStopped.load(ordering: .relaxed) { return }
          let task = end
          do {
            if call.limitsTasks {
              let place = TaskPlace(task: task, type: Input.self, worker: worker)
              (elements + task).initialize(to: try call.limited(place) { try body(inputs[task]) })
            } else {
              (elements + task).initialize(to: try body(inputs[task]))
            }
          } catch {
            let place = TaskPlace(task: task, type: Input.self, worker: worker)
            (elements + task).initialize(
              to: try call.recover(
                place, from: error, attempts: attempts, again: { try body(inputs[task]) }, instead: substitute
              ))
          }
          end = task + 1
          call.observer?.finished(worker: worker)
        }
      }
    }
  }
}
