/// The files that requests refer to, in a worker that somebody else than `ProcessBackend` has started.
///
/// What a batch has mapped or decoded stays for the next ones, until many have gone by that did not refer to it.
final class AttachedFiles: Sendable {
  private let files: Locked<RecentFiles>
  private let attachments: ReceivedAttachments

  /// - Parameter patience: How many batches that do not refer to a file it outlasts.
  init(patience: Int = 64) {
    let files = Locked(RecentFiles(patience: patience))
    self.files = files
    attachments = ReceivedAttachments { id in
      guard let path = files.withLock({ $0.path(of: id) }) else {
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
    let (paths, request) = try Self.parse(body)
    for id in files.withLock({ $0.begin(batchWith: paths) }) { attachments.forget(id) }
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

/// The files that the last batches referred to.
struct RecentFiles {
  private let patience: Int
  private var batch = 0
  private var files: [String: (path: String, lastBatch: Int)] = [:]

  /// - Parameter patience: How many batches that do not refer to a file it outlasts.
  init(patience: Int) {
    self.patience = patience
  }

  /// Where the file is that requests call by a name.
  func path(of id: String) -> String? { files[id]?.path }

  /// Notes that a batch refers to some files.
  ///
  /// - Parameter paths: Where they are, by what requests call them.
  /// - Returns: What to forget, since no batch has referred to it for long.
  mutating func begin(batchWith paths: [String: String]) -> [String] {
    batch += 1
    for (id, path) in paths { files[id] = (path, batch) }
    let old = files.filter { batch - $0.value.lastBatch > patience }.map(\.key)
    for id in old { files[id] = nil }
    return old
  }
}
