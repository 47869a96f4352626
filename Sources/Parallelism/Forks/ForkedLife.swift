internal import CWorkerStart

/// What a forked child does until its parent kills it.
///
/// Of the parent's threads there is only the one that forked. A lock that another held at that moment is never
/// released here, so nothing is touched but what this call alone knows: the channel, the page and the tasks.
struct ForkedLife {
  let channel: Channel
  let page: OpaquePointer

  /// Does batches of tasks.
  ///
  /// - Parameter perform: Does tasks, tells which one it begins by its place among them, and returns what to answer.
  func serve(_ perform: (_ tasks: Range<Int>, _ began: (Int) -> Void) -> [UInt8]) -> Never {
    guard cworker_watch_parent(channel.descriptor, page) == 0 else {
      cworker_abandon("the system refuses a forked child the thread that watches its parent")
    }
    var isGreeted = false
    do {
      while true {
        let request = try ForkRequest(channel.receive().body)
        let reply = perform(request.tasks) { task in
          cworker_page_begin_job(page, UInt32(truncatingIfNeeded: task))
          guard !isGreeted else { return }
          isGreeted = true
          // A parent that does not hear it has gone, and so will this process.
          try? channel.send(.hello, [])
        }
        cworker_page_clear_job(page)
        cworker_flush_output()
        try channel.send(.results, reply)
      }
    } catch {
      cworker_abandon("a forked child and its parent do not understand each other")
    }
  }
}
