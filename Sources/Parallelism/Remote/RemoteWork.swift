/// What the tasks of one call are, for code that does not know their types.
protocol RemoteWork: Sendable {
  /// The name of the type that describes a task.
  var typeName: String { get }

  /// What a task was given, in few words, or `nil` if that says nothing.
  func describe(_ task: Int) -> String?

  /// Tasks as bytes for another process.
  ///
  /// - Parameters:
  ///   - tasks: The tasks.
  ///   - order: What the other process must know besides.
  ///   - link: What is shared with it, if it is one of this machine.
  /// - Returns: The request.
  /// - Throws: `JobBatch.Failure` that names the first task which cannot be encoded.
  func request(
    _ tasks: Range<Int>, order: JobBatch.Order, link: MemoryLink?
  ) throws(JobBatch.Failure) -> [UInt8]

  /// Does tasks here and now, in a process that is a copy of the caller's.
  ///
  /// - Returns: The answer.
  func perform(_ tasks: Range<Int>, goesOn: Bool, begin: (Int) -> Void) -> [UInt8]

  /// Keeps the results that follow a reply.
  ///
  /// - Parameters:
  ///   - tasks: The tasks that the reply has looked at and that have not failed, as ranges in their order.
  ///   - reader: Stands behind the reply.
  /// - Returns: The tasks whose results cannot be decoded.
  /// - Throws: `WireError` if there are fewer results.
  func keep(
    _ tasks: [Range<Int>], from reader: inout WireReader
  ) throws(WireError) -> [(task: Int, error: any Error)]
}

extension ValueForm {
  /// Decodes the results of tasks, as ``RemoteWork/keep(_:from:)`` does.
  ///
  /// - Parameters:
  ///   - tasks: The tasks, as ranges in their order.
  ///   - reader: Stands before the first result.
  ///   - keep: Gets the results of tasks that follow each other.
  /// - Returns: The tasks whose results cannot be decoded.
  /// - Throws: `WireError` if there are fewer results, and what `keep` throws.
  func read(
    _ tasks: [Range<Int>], from reader: inout WireReader,
    keep: (_ values: [Value], _ tasks: PartialRangeFrom<Int>) throws(WireError) -> Void
  ) throws(WireError) -> [(task: Int, error: any Error)] {
    var undecodable: [(task: Int, error: any Error)] = []
    for range in tasks {
      switch way {
      case .raw: try keep(try reader.raw(count: range.count), range.lowerBound...)
      case .coded(_, let read):
        var rest = range
        while !rest.isEmpty {
          var failure: (any Error)?
          // Where some fail, others may: not each that stands alone shall have room for all.
          let count = undecodable.isEmpty ? rest.count : min(rest.count, 64)
          let values = values(count, by: read, from: &reader, stoppedBy: &failure)
          try keep(values, rest.lowerBound...)
          rest = rest.dropFirst(values.count)
          guard let failure, let task = rest.popFirst() else { continue }
          undecodable.append((task, failure))
        }
      }
    }
    return undecodable
  }

  /// Decodes so many results, or those before the first that fails.
  ///
  /// Not by appending, whose every step would look up the types that an array is made of.
  private func values(
    _ count: Int, by read: (inout WireReader) throws -> Value, from reader: inout WireReader,
    stoppedBy failure: inout (any Error)?
  ) -> [Value] {
    [Value](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      do {
        while initializedCount < count {
          buffer.initializeElement(at: initializedCount, to: try read(&reader))
          initializedCount += 1
        }
      } catch {
        failure = error
      }
    }
  }
}

/// Jobs, which travel.
struct JobWork<J: Job>: RemoteWork {
  let jobs: [J]
  let name: JobName
  let form: JobForm
  let results = RemoteResults<J.Output>()

  var typeName: String { "\(J.self)" }

  func describe(_ task: Int) -> String? {
    ArgumentSummary(of: jobs[task]).text
  }

  func request(
    _ tasks: Range<Int>, order: JobBatch.Order, link: MemoryLink?
  ) throws(JobBatch.Failure) -> [UInt8] {
    try JobBatch.body(name: name, form: form, jobs: jobs[tasks], order: order, link: link)
  }

  func perform(_ tasks: Range<Int>, goesOn: Bool, begin: (Int) -> Void) -> [UInt8] {
    ReplyWriter<J.Output>(form: ValueForm(form), goesOn: goesOn).reply(to: tasks.count, begin: begin) {
      try jobs[tasks.lowerBound + $0].run()
    }
  }

  func keep(
    _ tasks: [Range<Int>], from reader: inout WireReader
  ) throws(WireError) -> [(task: Int, error: any Error)] {
    try ValueForm(form).read(tasks, from: &reader) { results.keep($0, of: $1) }
  }
}

/// Calls of a closure, which do not travel: only a copy of the process can do them.
struct ClosureWork<Input: Sendable, Output: Sendable>: RemoteWork {
  let inputs: [Input]
  let body: @Sendable (Input) throws -> Output
  let form: ValueForm<Output>
  let results = RemoteResults<Output>()

  /// - Throws: `ParallelError` if results of the closure cannot come back.
  init(inputs: [Input], body: @escaping @Sendable (Input) throws -> Output) throws(ParallelError) {
    guard let form = ValueForm<Output>.found() else {
      throw ParallelError(
        code: .codingFailed,
        reason: """
          a result of type \(Output.self) cannot come back from another process: make the type Codable, return \
          something that is, or use .threads
          """)
    }
    self.inputs = inputs
    self.body = body
    self.form = form
  }

  var typeName: String { "\(Input.self)" }

  func describe(_ task: Int) -> String? {
    ArgumentSummary(of: inputs[task]).text
  }

  func request(
    _ tasks: Range<Int>, order: JobBatch.Order, link: MemoryLink?
  ) throws(JobBatch.Failure) -> [UInt8] {
    throw JobBatch.Failure(
      job: tasks.lowerBound,
      error: WireError(
        "a closure cannot be sent to another process: give `run` values of a type that conforms to Job"))
  }

  func perform(_ tasks: Range<Int>, goesOn: Bool, begin: (Int) -> Void) -> [UInt8] {
    ReplyWriter<Output>(form: form, goesOn: goesOn).reply(to: tasks.count, begin: begin) {
      try body(inputs[tasks.lowerBound + $0])
    }
  }

  func keep(
    _ tasks: [Range<Int>], from reader: inout WireReader
  ) throws(WireError) -> [(task: Int, error: any Error)] {
    try form.read(tasks, from: &reader) { results.keep($0, of: $1) }
  }
}
