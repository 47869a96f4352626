/// What a worker answers to a batch: how many jobs are done, what stopped it before the others, and the results.
struct JobReply {
  enum Outcome {
    case done
    case threw(ThrownError)
    case cancelled
    case jobUndecodable(String)
    case resultNotEncodable(String)
    case typeNotFound
  }

  var completed = 0
  var outcome = Outcome.done

  init(completed: Int = 0, outcome: Outcome = .done) {
    self.completed = completed
    self.outcome = outcome
  }

  /// Takes the reply from the body of a frame; the results follow.
  init(from reader: inout WireReader) throws(WireError) {
    completed = Int(clamping: try reader.varint())
    let kind = try reader.varint()
    switch kind {
    case 0: outcome = .done
    case 1: outcome = .threw(try ThrownError(from: &reader))
    case 2: outcome = .cancelled
    case 3: outcome = .jobUndecodable(try reader.text())
    case 4: outcome = .resultNotEncodable(try reader.text())
    case 5: outcome = .typeNotFound
    default: throw WireError("no outcome of a batch has the number \(kind)")
    }
  }

  /// The body of a frame with the results behind the reply.
  func body(values: borrowing WireWriter) -> [UInt8] {
    var writer = WireWriter()
    writer.write(count: completed)
    switch outcome {
    case .done: writer.write(count: 0)
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
    return writer.bytes(followedBy: values)
  }
}
