/// The tasks of a stream that one of its workers has done elsewhere.
///
/// The backend takes them as they wait. When it finds none it returns, and so does the worker; the next input that
/// comes starts it again.
final class RemoteErrand<Input: Sendable, Output: Sendable>: TaskSource {
  /// Tasks that were claimed together.
  private struct Portion {
    let first: Int
    /// `nil` in the place of a task whose result is there.
    var slots: [Int?]
    var missing: Int

    var tasks: Range<Int> { first..<first + slots.count }
  }

  private let stream: WorkerStream<Input, Output>
  private let worker: Int
  /// Those that are under way, few at any time.
  private let portions = Locked<[Portion]>([])

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
    return tasks.sawEnd && portions.withLock { $0.isEmpty }
  }

  func claim(atMost limit: Int, isIdle: Bool) -> Range<Int>? {
    var slots: [Int] = []
    guard let first = stream.claim(&slots, as: worker, atMost: limit, isIdle: isIdle) else { return nil }
    let portion = Portion(first: first, slots: slots, missing: slots.count)
    portions.withLock { $0.append(portion) }
    return portion.tasks
  }

  private func inputs(of tasks: Range<Int>) -> [Input] {
    let slots = portions.withLock { portions in tasks.map { Self.slot(of: $0, in: portions) } }
    return slots.map { slot in
      guard let slot else { preconditionFailure("a batch is asked for that was answered or given up") }
      return stream.slots.input(in: slot)
    }
  }

  private static func slot(of task: Int, in portions: [Portion]) -> Int? {
    guard let portion = portions.first(where: { $0.tasks.contains(task) }) else { return nil }
    return portion.slots[task - portion.first]
  }

  private func keep(_ outputs: [Output], of tasks: PartialRangeFrom<Int>) throws(WireError) {
    guard !outputs.isEmpty else { return }
    let slots = try take(tasks.lowerBound..<tasks.lowerBound + outputs.count)
    for (slot, output) in zip(slots, outputs) { stream.slots.finish(slot, with: output) }
    stream.finish(first: tasks.lowerBound, slots: slots)
  }

  /// The slots of tasks whose results are there, which nobody else gets.
  private func take(_ tasks: Range<Int>) throws(WireError) -> [Int] {
    let slots = portions.withLock { portions -> [Int]? in
      let slots = tasks.compactMap { Self.slot(of: $0, in: portions) }
      guard slots.count == tasks.count else { return nil }
      for index in portions.indices {
        let mine = portions[index].tasks.clamped(to: tasks)
        for task in mine { portions[index].slots[task - portions[index].first] = nil }
        portions[index].missing -= mine.count
      }
      portions.removeAll { $0.missing == 0 }
      return slots
    }
    guard let slots else { throw WireError("it answers tasks that were answered before") }
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
