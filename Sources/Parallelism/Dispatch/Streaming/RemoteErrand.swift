/// The tasks of a stream that one of its workers has done elsewhere.
///
/// The backend takes them as they wait. When it finds none it returns, and so does the worker; the next input that
/// comes starts it again.
final class RemoteErrand<Input: Sendable, Output: Sendable>: TaskSource {
  private let stream: WorkerStream<Input, Output>
  private let worker: Int
  private let underWay = Locked(SlotsUnderWay())

  init(of stream: WorkerStream<Input, Output>, worker: Int) {
    self.stream = stream
    self.worker = worker
  }

  /// Has tasks done until none waits.
  ///
  /// - Returns: Whether the backend has done all that it took.
  /// - Throws: What has ended the work.
  func run(_ form: RemoteForm<Input, Output>, in setting: Setting, observer: CallObserver?) async throws
    -> Bool
  {
    let port = StreamPort<Input, Output>(
      inputs: { [self] in inputs(of: $0) },
      keep: { [self] outputs, tasks throws(WireError) in try keep(outputs, of: tasks) })
    let tasks = try RemoteTasks(
      form.work(port), from: self, worker: worker, observer: observer, setting: setting,
      options: form.options)
    try await tasks.run(on: setting.backend, workers: 1)
    return tasks.sawEnd && underWay.withLock { $0.isEmpty }
  }

  func claim(atMost limit: Int, isIdle: Bool) -> Range<Int>? {
    var slots: [Int] = []
    guard let first = stream.claim(&slots, as: worker, atMost: limit, isIdle: isIdle) else { return nil }
    return underWay.withLock { $0.add(slots, from: first) }
  }

  private func inputs(of tasks: Range<Int>) -> [Input] {
    guard let slots = underWay.withLock({ $0.slots(of: tasks) }) else {
      preconditionFailure("a batch is asked for that was answered or given up")
    }
    var inputs: [Input] = []
    inputs.reserveCapacity(slots.count)
    for slot in slots { inputs.append(stream.slots.input(in: slot)) }
    return inputs
  }

  private func keep(_ outputs: [Output], of tasks: PartialRangeFrom<Int>) throws(WireError) {
    guard !outputs.isEmpty else { return }
    let slots = try take(tasks.lowerBound..<tasks.lowerBound + outputs.count)
    // Not by a zip, whose every step would look up the types that it is made of.
    for index in 0..<slots.count { stream.slots.finish(slots[index], with: outputs[index]) }
    stream.finish(first: tasks.lowerBound, slots: slots)
  }

  /// The slots of tasks whose results are there, which nobody else gets.
  private func take(_ tasks: Range<Int>) throws(WireError) -> [Int] {
    guard let slots = underWay.withLock({ $0.take(tasks) }) else {
      throw WireError("it answers tasks that were answered before")
    }
    return slots
  }

  func keep(_ failure: ParallelError, of task: Int) {
    guard let slot = try? take(task..<task + 1)[0], let output = stream.substitute(for: failure) else {
      return
    }
    stream.slots.finish(slot, with: output)
    stream.finish(first: task, slots: [slot])
  }

  func end(with error: any Error, of task: Int) {
    stream.fail(task, error)
  }
}
