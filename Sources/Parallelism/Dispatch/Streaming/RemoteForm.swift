/// How tasks of a stream are done by a backend that carries them elsewhere.
struct RemoteForm<Input: Sendable, Output: Sendable>: Sendable {
  let options: RemoteOptions
  /// What the backend is given, for a worker whose tasks are on the other side of the port.
  let work: @Sendable (StreamPort<Input, Output>) -> any RemoteWork

  /// The same, with results that have room for errors.
  func collecting() -> RemoteForm<Input, Result<Output, ParallelError>> {
    var options = options
    options.collects = true
    return RemoteForm<Input, Result<Output, ParallelError>>(options: options) { port in
      work(
        StreamPort(inputs: port.inputs) { outputs, tasks throws(WireError) in
          try port.keep(outputs.map { .success($0) }, tasks)
        })
    }
  }
}

/// Where inputs of a stream are taken and results left by the numbers of their tasks.
struct StreamPort<Input: Sendable, Output: Sendable>: Sendable {
  let inputs: @Sendable (_ tasks: Range<Int>) -> [Input]
  /// Throws if one of the tasks has a result already.
  let keep: @Sendable (_ outputs: [Output], _ tasks: PartialRangeFrom<Int>) throws(WireError) -> Void
}
