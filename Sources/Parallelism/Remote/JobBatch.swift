/// Jobs of one type on their way to a worker.
enum JobBatch {
  /// What a worker must know besides the jobs.
  struct Order {
    /// Whether a job that fails leaves the others to be done.
    var goesOn = false
    /// How many workers a call within a job has that asks for none in particular.
    var share = 1
  }

  /// The body of a frame.
  ///
  /// - Throws: `Failure` that names the first job which cannot be encoded.
  static func body<J: Job>(
    name: JobName, form: JobForm, jobs: ArraySlice<J>, order: Order = Order(), link: MemoryLink? = nil
  ) throws(Failure) -> [UInt8] {
    var writer = WireWriter(userInfo: link?.userInfo ?? [:])
    writer.write(text: name.text)
    writer.write(count: Int(form.rawValue))
    writer.write(count: order.goesOn ? 1 : 0)
    writer.write(count: order.share)
    writer.write(count: jobs.count)
    if form == .raw {
      writer.write(raw: jobs)
      return writer.bytes
    }
    try write(jobs, to: &writer)
    return writer.bytes
  }

  /// Writes jobs by their own `Codable` conformance.
  ///
  /// Where they stand, as each step of an iterator or subscript would look up the types that it is made of.
  private static func write<J: Job>(_ jobs: ArraySlice<J>, to writer: inout WireWriter) throws(Failure) {
    try jobs.withUnsafeBufferPointer { buffer throws(Failure) in
      for place in 0..<buffer.count {
        do {
          try WireEncoder.write(buffer[place], to: &writer)
        } catch {
          throw Failure(job: jobs.startIndex + place, error: error)
        }
      }
    }
  }

  struct Failure: Error {
    let job: Int
    let error: any Error
  }

  /// Does the jobs of a frame.
  ///
  /// - Parameters:
  ///   - body: The body of the frame.
  ///   - link: What is shared with the process that sent it, if that is one of this machine.
  ///   - begin: Is told before a job is looked at.
  /// - Returns: The body of the frame that answers.
  static func run(_ body: [UInt8], link: MemoryLink? = nil, begin: (Int) -> Void) -> [UInt8] {
    let userInfo = link?.userInfo ?? [:]
    var reader = WireReader(body, userInfo: userInfo)
    do {
      let name = try reader.text()
      let rawForm = try reader.varint()
      guard let form = UInt8(exactly: rawForm).flatMap(JobForm.init) else {
        throw WireError("no form of jobs has the number \(rawForm)")
      }
      let goesOn = try reader.varint() != 0
      let share = Int(clamping: try reader.varint())
      // A job takes one byte at least, in either form.
      let count = try reader.count(ofSize: 1)
      guard count > 0 else { return JobReply().body(values: WireWriter()) }
      guard let type = JobName.jobType(named: name) else {
        return JobReply(completed: 1, failures: [(0, .typeNotFound)]).body(values: WireWriter())
      }
      return try Surroundings.$current.withValue(Surroundings(share: max(1, share))) {
        switch form {
        case .coded: runCoded(type, count: count, goesOn: goesOn, userInfo, from: &reader, begin: begin)
        case .raw: try runRaw(type, count: count, goesOn: goesOn, from: &reader, begin: begin)
        }
      }
    } catch {
      return JobReply(completed: 1, failures: [(0, .jobUndecodable("\(error)"))]).body(values: WireWriter())
    }
  }

  private static func runRaw<J: Job>(
    _ type: J.Type, count: Int, goesOn: Bool, from reader: inout WireReader, begin: (Int) -> Void
  ) throws(WireError) -> [UInt8] {
    guard _isPOD(J.self), _isPOD(J.Output.self) else {
      throw WireError("jobs of type \(type) cannot be read as they stand in memory")
    }
    let jobs: [J] = try reader.raw(count: count)
    return jobs.withUnsafeBufferPointer { jobs in
      ReplyWriter<J.Output>(form: ValueForm(.raw), goesOn: goesOn).reply(to: count, begin: begin) {
        try jobs[$0].run()
      }
    }
  }

  private static func runCoded<J: Job>(
    _ type: J.Type, count: Int, goesOn: Bool, _ userInfo: [CodingUserInfoKey: Any],
    from reader: inout WireReader, begin: (Int) -> Void
  ) -> [UInt8] {
    let writer = ReplyWriter<J.Output>(form: ValueForm(.coded), goesOn: goesOn, userInfo: userInfo)
    return writer.reply(to: count, begin: begin) { _ in
      let job: J
      do {
        job = try WireDecoder.read(type, from: &reader)
      } catch {
        throw ReplyWriter<J.Output>.Undecodable(reason: "\(error)")
      }
      return try job.run()
    }
  }
}
