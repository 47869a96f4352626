internal import CWorkerStart

/// What a forked child does until its parent kills it.
///
/// Of the parent's threads there is only the one that forked. A lock that another held at that moment is never
/// released here, so nothing is touched but what this call alone knows: the channel, the page and the tasks.
struct ForkedLife {
  /// Does tasks, tells which one it begins by its place among them, and returns what to answer.
  typealias Performer = (_ tasks: Range<Int>, _ began: (Int) -> Void) -> [UInt8]

  let channel: Channel
  let page: OpaquePointer
  private var isGreeted = false

  init(channel: Channel, page: OpaquePointer) {
    self.channel = channel
    self.page = page
  }

  /// Does batches of tasks.
  func serve(_ perform: Performer) -> Never {
    guard cworker_watch_parent(channel.descriptor, page) == 0 else {
      cworker_abandon("the system refuses a forked child the thread that watches its parent")
    }
    var life = self
    do {
      while true { try life.answer(perform, flushingOutput: true) }
    } catch {
      cworker_abandon("a forked child and its parent do not understand each other")
    }
  }

  /// Does what `serve` does, once and in the parent, with no task.
  ///
  /// The Swift runtime keeps what it has found of types. It looks for what it does not have under locks of its own,
  /// which a child may meet held, and most of what the child needs is the same for all.
  ///
  /// - Parameter perform: What the child will do, which is not called with tasks.
  static func rehearse(_ perform: Performer) {
    guard let page = cworker_page_create() else { return }
    defer { cworker_page_unmap(page) }
    var ends: [Int32] = [-1, -1]
    guard cworker_make_channel(&ends) == 0 else { return }
    defer { for end in ends { cworker_close(end) } }
    var life = ForkedLife(channel: Channel(descriptor: ends[1]), page: page)
    // Nobody needs what comes of it: who does not rehearse is stuck more often, and that is seen to.
    try? Channel(descriptor: ends[0]).send(.jobs, ForkRequest(tasks: 0..<0).body)
    // The output is the parent's; to flush it would wait for a thread that writes.
    try? life.answer(perform, flushingOutput: false)
  }

  /// Does one batch of tasks.
  private mutating func answer(_ perform: Performer, flushingOutput: Bool) throws {
    let request = try ForkRequest(channel.receive().body)
    var isGreeted = isGreeted
    let reply = perform(request.tasks) { task in
      cworker_page_begin_job(page, UInt32(truncatingIfNeeded: task))
      guard !isGreeted else { return }
      isGreeted = true
      // A parent that does not hear it has gone, and so will this process.
      try? channel.send(.hello, [])
    }
    self.isGreeted = isGreeted
    cworker_page_clear_job(page)
    if flushingOutput { cworker_flush_output() }
    try channel.send(.results, reply)
  }
}
