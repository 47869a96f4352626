/// A row of a trace, in which one span follows the other.
///
/// It belongs to one worker at a time, and is locked nevertheless, since the trace may be written meanwhile.
final class TraceLane: Sendable {
  struct Span {
    enum Subject {
      case tasks(Range<Int>, worker: Int)
      case call(backend: String, workers: Int, tasks: Int?)
    }

    enum End { case done, failed, lost }

    var subject: Subject
    var call: Int
    var begin: Duration
    var length: Duration
    var end: End
  }

  struct Contents {
    var spans: [Span] = []
    var dropped = 0
    /// How many spans there is room set aside for.
    var reserved = 0
  }

  /// Its place among all lanes of the trace, from one.
  let number: Int
  /// Its place among the lanes of its key, from one.
  let rank: Int
  let name: String
  let key: String
  /// The worker process that it stands for, if any.
  let process: Int32?
  private let storage = Locked(Contents())

  init(number: Int, rank: Int, name: String, key: String, process: Int32?) {
    self.number = number
    self.rank = rank
    self.name = name
    self.key = key
    self.process = process
  }

  var contents: Contents { storage.withLock { $0 } }

  func append(_ span: Span, to trace: ParallelTrace) {
    storage.withLock { contents in
      if contents.spans.count == contents.reserved { contents.reserved += trace.reserve() }
      if contents.spans.count < contents.reserved {
        contents.spans.append(span)
      } else {
        contents.dropped += 1
      }
    }
  }
}
