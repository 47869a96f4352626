extension Parallel {
  /// What decides, once it is known with what a call is made, how its tasks are done.
  typealias FormChoice<Input: Sendable, Output: Sendable> =
    @Sendable (Setting) throws -> StreamBody<Input, Output>.Form

  /// The stream that a call asks for.
  ///
  /// - Parameters:
  ///   - inputs: The inputs, which nobody has begun to read.
  ///   - driver: Where they are read; `nil` stands for where tasks usually run.
  ///   - options: What the call says.
  ///   - substitute: What stands in the place of a result that an error prevented. Without it, an error ends the
  ///     stream.
  ///   - work: What the tasks are.
  ///   - form: How they are done.
  /// - Returns: The stream, which begins when it is iterated.
  func stream<Input: Sendable, Output: Sendable>(
    of inputs: any InputReader<Input>, readOn driver: (any TaskExecutor)?, _ options: StreamOptions,
    instead substitute: (@Sendable (ParallelError) -> Output)? = nil,
    _ work: Work = .closuresInPlace, _ form: @escaping FormChoice<Input, Output>
  ) -> ParallelResults<Output> {
    ParallelResults {
      let call = try StreamCall(self, inputs, options, instead: substitute, work, form)
      guard call.runsBesideCaller else { return CallerStream(call) }
      let stream = WorkerStream(call)
      stream.begin(on: driver)
      return StreamConsumer(of: stream)
    }
  }

  /// All results of a stream, in the order of the inputs, whose tasks are child tasks of the caller.
  ///
  /// When the call takes too long, `substitute` takes the places of the results that are missing.
  func collect<Input: Sendable, Output: Sendable>(
    _ inputs: any InputReader<Input>, _ options: StreamOptions,
    instead substitute: (@Sendable (ParallelError) -> Output)? = nil,
    _ form: @escaping FormChoice<Input, Output>
  ) async throws -> [Output] {
    let call = try StreamCall(self, inputs, options, instead: substitute, .closuresInPlace, form)
    try Task.checkCancellation()
    var outputs: [Output?] = []
    do {
      if call.runsBesideCaller {
        try await WorkerStream(call).collect(into: &outputs)
      } else {
        let stream = CallerStream(call)
        while let output = try await stream.next(isolation: #isolation) { outputs.append(output) }
      }
    } catch let error as ParallelError where error.isTimeout {
      guard let substitute else { throw error }
      let missing = (inputs.exactCount ?? 0) - outputs.count
      if missing > 0 { outputs += Array(repeating: nil, count: missing) }
      return outputs.map { $0 ?? substitute(error) }
    }
    return outputs.compactMap(\.self)
  }
}
