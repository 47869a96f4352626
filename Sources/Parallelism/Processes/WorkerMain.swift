internal import CWorkerStart

/// What a worker process does instead of `main`, until its parent tells it to leave or goes.
@_cdecl("cworker_serve")
func workerMain(channel descriptor: Int32, page pageDescriptor: Int32) {
  let channel = Channel(descriptor: descriptor)
  guard let page = cworker_page_map(pageDescriptor), cworker_watch_parent(descriptor) == 0 else { return }
  cworker_close(pageDescriptor)
  do {
    try channel.send(.hello, Hello.own.body)
    while true {
      let frame = try channel.receive()
      switch frame.kind {
      case .jobs:
        let reply = JobBatch.run(frame.body) { cworker_page_set_job(page, UInt32(truncatingIfNeeded: $0)) }
        cworker_flush_output()
        try channel.send(.results, reply)
      case .leave: cworker_leave()
      case .hello, .results: return
      }
    }
  } catch {
    // The parent has gone, or is not what it should be; nobody is left to tell.
  }
}
