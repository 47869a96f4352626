/// What a worker answers to a batch: how many tasks it has looked at, which of them failed, and the other results.
struct JobReply {
  enum Outcome {
    case threw(ThrownError)
    case cancelled
    case jobUndecodable(String)
    case resultNotEncodable(String)
    case typeNotFound
  }

  /// How many tasks have a result or a failure; those behind them were not begun.
  var completed = 0

  /// The failures, by the place of the task in the batch, in that order.
  var failures: [(task: Int, outcome: Outcome)] = []

  init(completed: Int = 0, failures: [(task: Int, outcome: Outcome)] = []) {
    self.completed = completed
    self.failures = failures
  }

  /// Takes the reply from the body of a frame; the results follow.
  init(from reader: inout WireReader) throws(WireError) {
    completed = Int(clamping: try reader.varint())
    // A failure takes two bytes at least.
    for _ in 0..<(try reader.count(ofSize: 2)) {
      let task = Int(clamping: try reader.varint())
      guard task < completed, task > failures.last?.task ?? -1 else {
        throw WireError("a worker tells of task \(task) in the wrong place")
      }
      failures.append((task, try Self.outcome(from: &reader)))
    }
  }

  /// The body of a frame with the results behind the reply.
  func body(values: borrowing WireWriter) -> [UInt8] {
    var writer = WireWriter()
    writer.write(count: completed)
    writer.write(count: failures.count)
    for (task, outcome) in failures {
      writer.write(count: task)
      Self.write(outcome, to: &writer)
    }
    return writer.bytes(followedBy: values)
  }

  /// The tasks that have results, as ranges, where the first of the batch has the number `first`.
  func succeeded(from first: Int) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var next = 0
    for (task, _) in failures {
      if next < task { ranges.append(first + next..<first + task) }
      next = task + 1
    }
    if next < completed { ranges.append(first + next..<first + completed) }
    return ranges
  }

  private static func outcome(from reader: inout WireReader) throws(WireError) -> Outcome {
    let kind = try reader.varint()
    return switch kind {
    case 1: .threw(try ThrownError(from: &reader))
    case 2: .cancelled
    case 3: .jobUndecodable(try reader.text())
    case 4: .resultNotEncodable(try reader.text())
    case 5: .typeNotFound
    default: throw WireError("no outcome of a task has the number \(kind)")
    }
  }

  private static func write(_ outcome: Outcome, to writer: inout WireWriter) {
    switch outcome {
    case .threw(let error):
      writer.write(count: 1)
      error.write(to: &writer)
    case .cancelled: writer.write(count: 2)
    case .jobUndecodable(let reason):
      writer.write(count: 3)
      writer.write(text: reason)
    case .resultNotEncodable(let reason):
      writer.write(count: 4)
      writer.write(text: reason)
    case .typeNotFound: writer.write(count: 5)
    }
  }
}

extension JobReply.Outcome {
  /// The failure of the task, as the parent sees it.
  func failure(worker: Int) -> TaskFailure {
    switch self {
    case .threw(let thrown): .threw(thrown.error, worker: worker)
    case .cancelled: .threw(CancellationError(), worker: worker)
    case .jobUndecodable(let reason):
      .uncoded("cannot be decoded in a worker", worker: worker, cause: WireError(reason))
    case .resultNotEncodable(let reason):
      .uncoded("returned what cannot be encoded", worker: worker, cause: WireError(reason))
    case .typeNotFound: .typeNotFound(worker: worker)
    }
  }
}
