internal import CWorkerStart
internal import MemoryMapping

/// What a worker process does instead of `main`, until its parent tells it to leave or goes.
@_cdecl("cworker_serve")
func workerMain(channel descriptor: Int32, page pageDescriptor: Int32) {
  let channel = Channel(descriptor: descriptor)
  let link = MemoryLink(.worker)
  let files = AttachedFiles()
  var variables = TopLevelStorage()
  guard let page = cworker_page_map(pageDescriptor), cworker_watch_parent(descriptor, page) == 0 else {
    return
  }
  cworker_close(pageDescriptor)
  do {
    try channel.send(.hello, Hello.own.body)
    var requests: UInt32 = 0
    while true {
      let frame = try channel.receive()
      switch frame.kind {
      case .jobs, .attachedJobs:
        let begin: (Int) -> Void = { cworker_page_begin_job(page, UInt32(truncatingIfNeeded: $0)) }
        let reply =
          if frame.kind == .attachedJobs {
            try files.perform(frame.body, began: begin)
          } else {
            SegmentPolicy.$current.withValue(link.policy) {
              JobBatch.run(frame.body, link: link, begin: begin)
            }
          }
        cworker_page_clear_job(page)
        cworker_flush_output()
        try channel.answer(reply, after: link.depart()) { cworker_page_count_answer(page) }
        requests &+= 1
        cworker_page_look_for_request(page, requests)
      case .variables: try variables.apply(frame.body)
      case .memory: try channel.receive(frame, for: link)
      case .leave: cworker_leave()
      case .hello, .results: return
      }
    }
  } catch {
    // The parent has gone, or is not what it should be; nobody is left to tell.
  }
}
