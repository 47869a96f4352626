/// Jobs of a stream, which travel as others do.
struct StreamWork<J: Job>: RemoteWork {
  let port: StreamPort<J, J.Output>
  let name: JobName

  var typeName: String { "\(J.self)" }

  func describe(_ task: Int) -> String? {
    ArgumentSummary(of: port.inputs(task..<task + 1)[0]).text
  }

  func request(
    _ tasks: Range<Int>, order: JobBatch.Order, link: MemoryLink?
  ) throws(JobBatch.Failure) -> [UInt8] {
    do {
      return try JobBatch.body(
        name: name, form: .coded, jobs: port.inputs(tasks)[...], order: order, link: link)
    } catch {
      throw JobBatch.Failure(job: tasks.lowerBound + error.job, error: error.error)
    }
  }

  func perform(_ tasks: Range<Int>, goesOn: Bool, begin: (Int) -> Void) -> [UInt8] {
    let jobs = port.inputs(tasks)
    return ReplyWriter<J.Output>(form: ValueForm(.coded), goesOn: goesOn).reply(to: jobs.count, begin: begin)
    {
      try jobs[$0].run()
    }
  }

  func keep(
    _ tasks: [Range<Int>], from reader: inout WireReader
  ) throws(WireError) -> [(task: Int, error: any Error)] {
    try ValueForm(.coded).read(tasks, from: &reader, keep: port.keep)
  }
}
