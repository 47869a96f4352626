/// What the bridge is asked.
enum BridgeRequest {
  enum Kind: UInt8 {
    case submit = 1, cancel, share, forget, leave
  }

  /// A batch to be done.
  struct Batch {
    /// What the dashboard calls the group that it belongs to.
    var name: String
    var taskLimit: Duration?
    var environment: [String: String]
    /// What jobs are to find in top-level variables.
    var variables: [UInt8]
    /// What the request refers to, and was shared before.
    var attachments: [String]
    var request: [UInt8]
  }

  case submit(Batch, number: UInt32)
  case cancel([UInt32])
  /// Something that batches may refer to from now on, as often as it is said; the file must be there until it is answered.
  case share(name: String, path: String)
  /// The opposite.
  case forget(name: String)
  case leave

  /// The frame that says so.
  var frame: [UInt8] {
    switch self {
    case .submit(let batch, let number):
      var writer = FrameWriter(.submit, number: number)
      writer.write(batch.taskLimit.map(Self.nanoseconds) ?? 0)
      writer.write(batch.name)
      writer.write(UInt32(batch.environment.count))
      for (name, value) in batch.environment.sorted(by: { $0.key < $1.key }) {
        writer.write(name)
        writer.write(value)
      }
      writer.write(UInt32(batch.variables.count))
      writer.write(contentsOf: batch.variables)
      writer.write(UInt32(batch.attachments.count))
      for name in batch.attachments { writer.write(name) }
      writer.write(contentsOf: batch.request)
      return writer.finished()
    case .cancel(let numbers):
      var writer = FrameWriter(.cancel)
      writer.write(UInt32(numbers.count))
      for number in numbers { writer.write(number) }
      return writer.finished()
    case .share(let name, let path):
      var writer = FrameWriter(.share)
      writer.write(name)
      writer.write(path)
      return writer.finished()
    case .forget(let name):
      var writer = FrameWriter(.forget)
      writer.write(name)
      return writer.finished()
    case .leave: return FrameWriter(.leave).finished()
    }
  }

  /// A limit, which is never none.
  private static func nanoseconds(_ duration: Duration) -> UInt64 {
    let (seconds, attoseconds) = min(duration, .nanoseconds(Int64.max)).components
    return UInt64(max(1, seconds * 1_000_000_000 + attoseconds / 1_000_000_000))
  }
}
