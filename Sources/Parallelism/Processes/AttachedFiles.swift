/// The files that requests refer to, in a worker that somebody else than `ProcessBackend` has started.
final class AttachedFiles: Sendable {
  private let paths: Locked<[String: String]>
  private let attachments: ReceivedAttachments

  init() {
    let paths = Locked<[String: String]>([:])
    self.paths = paths
    attachments = ReceivedAttachments { id in
      guard let path = paths.withLock({ $0[id] }) else {
        throw WireError("no file came for attachment \(id)")
      }
      return path
    }
  }

  /// Does a batch of jobs.
  ///
  /// - Parameters:
  ///   - body: The body of a frame, as `RemoteWorker` tells it.
  ///   - began: Is told before a job is looked at, by its place in the batch.
  /// - Returns: The answer.
  /// - Throws: `WireError` if the files are not told as they should be.
  func perform(_ body: [UInt8], began: (Int) -> Void) throws -> [UInt8] {
    let (files, request) = try Self.parse(body)
    paths.withLock { $0.merge(files) { $1 } }
    return RemoteTasks.perform(request, attachments: attachments, began: began)
  }

  /// The paths of the files by what requests call them, and the request.
  static func parse(_ body: [UInt8]) throws(WireError) -> (files: [String: String], request: [UInt8]) {
    try body.withUnsafeBufferPointer { body throws(WireError) in
      let bytes = WireBytes(UnsafeRawBufferPointer(body))
      var place = 0
      func number() throws(WireError) -> Int {
        defer { place += 4 }
        return Int(try bytes.load(UInt32.self, at: place, to: body.count))
      }
      func text() throws(WireError) -> String {
        let count = try number()
        guard count <= body.count - place else { throw WireError("a text is longer than its frame") }
        defer { place += count }
        return String(decoding: body[place..<place + count], as: UTF8.self)
      }
      var files: [String: String] = [:]
      for _ in 0..<(try number()) {
        let id = try text()
        files[id] = try text()
      }
      return (files, Array(body[place...]))
    }
  }
}
