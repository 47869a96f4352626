extension WorkerStream {
  /// Does all the work in child tasks of the caller and puts each result in the place of its task.
  ///
  /// - Parameter outputs: Is empty, and has a place for each task that was taken when this returns or throws.
  /// - Throws: What the caller is told.
  func collect(into outputs: inout [Output?]) async throws {
    defer {
      let missing = takenCount - outputs.count
      if missing > 0 { outputs += Array(repeating: nil, count: missing) }
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await self.run() }
      let consumer = StreamConsumer(of: self)
      while let result = try await consumer.nextResult(
        isolation: #isolation, cancelWork: { group.cancelAll() })
      {
        while outputs.count <= result.task { outputs.append(nil) }
        outputs[result.task] = slots.take(from: result.slot)
      }
    }
  }
}
