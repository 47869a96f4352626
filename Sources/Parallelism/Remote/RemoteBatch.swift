/// Tasks that one worker does in one go.
public struct RemoteBatch: Sendable {
  /// Which tasks of the call these are.
  public internal(set) var tasks: Range<Int>

  /// The number of the worker that they were taken for.
  public let worker: Int

  private let owner: RemoteTasks
  private var start = ContinuousClock.now

  init(tasks: Range<Int>, worker: Int, owner: RemoteTasks) {
    self.tasks = tasks
    self.worker = worker
    self.owner = owner
  }

  /// The tasks as bytes, to be given to ``RemoteTasks/perform(_:began:)`` in another process of the same program.
  ///
  /// Tasks that cannot be encoded have failed then, and are not in the batch any more.
  ///
  /// - Returns: `nil` if no task is left: drop the batch and take the next.
  public mutating func request() -> [UInt8]? {
    request(through: nil)
  }

  /// The tasks as bytes, and what they refer to in place of containing it: shared values and large arrays.
  ///
  /// The bytes are for ``RemoteTasks/perform(_:attachments:began:)``. Each attachment is listed with every batch that
  /// refers to it, so that whoever carries it once to where it is needed has to take note of that. It never changes.
  ///
  /// - Returns: `nil` if no task is left: drop the batch and take the next.
  public mutating func requestWithAttachments() -> (request: [UInt8], attachments: [RemoteAttachment])? {
    let link = MemoryLink(.parent)
    return request(through: link).map { ($0, link.enclosures.map(RemoteAttachment.init)) }
  }

  /// The tasks as bytes that may refer to memory which a process of this machine shares with this one.
  mutating func request(through link: MemoryLink?) -> [UInt8]? {
    link?.beginMessage()
    defer { start = .now }
    return owner.request(&self, through: link)
  }

  /// Tells in which process of this machine the tasks are done, for reports of progress and traces.
  ///
  /// - Parameter identifier: What the system calls the process.
  public func runs(inProcess identifier: Int32) {
    owner.runs(self, inProcess: identifier)
  }

  /// Takes the answer of a worker.
  ///
  /// - Parameters:
  ///   - reply: What ``RemoteTasks/perform(_:began:)`` or ``RemoteTasks/performInCopy(_:began:)`` has returned to the
  ///     worker.
  ///   - duration: How long the worker has been at it, if that is known: sizes of batches follow from it. `nil` stands
  ///     for the time since the request was made, in which the batch may have waited for its worker.
  /// - Throws: `ParallelError` if that is no answer to this batch. Let ``Backend/run(_:workers:)`` throw it.
  public func complete(with reply: [UInt8], took duration: Duration? = nil) throws {
    try complete(with: reply, through: nil, took: duration)
  }

  /// Takes the answer of a process of this machine, which may refer to memory that it shares.
  func complete(with reply: [UInt8], through link: MemoryLink?, took duration: Duration? = nil) throws {
    try owner.complete(self, with: reply, through: link, took: duration ?? start.duration(to: .now))
    link?.endMessage()
  }

  /// Gives the batch up, since its worker has ended.
  ///
  /// The task that it was at has failed, and may be tried again. The others go to another worker.
  ///
  /// - Parameters:
  ///   - running: The place in the batch of the task that the worker was at, if it had begun one.
  ///   - cause: What is known of the end of the worker.
  public func lost(running: Int?, to cause: any Error) {
    owner.lose(self, running: running, cause: cause)
  }

  /// Gives the batch up, since one of its tasks took longer than ``RemoteTasks/taskLimit`` and was ended.
  ///
  /// - Parameter task: The place of that task in the batch.
  public func taskExceededLimit(_ task: Int) {
    precondition(tasks.indices.contains(tasks.lowerBound + task), "the batch has no such task")
    owner.exceedLimit(self, running: task)
  }
}
