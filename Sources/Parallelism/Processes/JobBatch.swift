/// Jobs of one type on their way to a worker.
enum JobBatch {
  /// The body of a frame.
  ///
  /// - Throws: `Failure` that names the first job which cannot be encoded.
  static func body<J: Job>(name: JobName, form: JobForm, jobs: ArraySlice<J>) throws(Failure) -> [UInt8] {
    var writer = WireWriter()
    writer.write(text: name.text)
    writer.write(count: Int(form.rawValue))
    writer.write(count: jobs.count)
    if form == .raw {
      writer.write(raw: jobs)
      return writer.bytes
    }
    // Not by an iterator, whose every step would look up the types that it is made of.
    var index = jobs.startIndex
    while index < jobs.endIndex {
      do {
        try WireEncoder.write(jobs[index], to: &writer)
      } catch {
        throw Failure(job: index, error: error)
      }
      index += 1
    }
    return writer.bytes
  }

  struct Failure: Error {
    let job: Int
    let error: any Error
  }

  /// Does the jobs of a frame until one fails.
  ///
  /// - Parameters:
  ///   - body: The body of the frame.
  ///   - begin: Is told before a job is looked at.
  /// - Returns: The body of the frame that answers.
  static func run(_ body: [UInt8], begin: (Int) -> Void) -> [UInt8] {
    var reader = WireReader(body)
    do {
      let name = try reader.text()
      let rawForm = try reader.varint()
      guard let form = UInt8(exactly: rawForm).flatMap(JobForm.init) else {
        throw WireError("no form of jobs has the number \(rawForm)")
      }
      // A job takes one byte at least, in either form.
      let count = try reader.count(ofSize: 1)
      guard let type = JobName.jobType(named: name) else {
        return JobReply(outcome: .typeNotFound).body(values: WireWriter())
      }
      switch form {
      case .coded: return runCoded(type, count: count, from: &reader, begin: begin)
      case .raw: return try runRaw(type, count: count, from: &reader, begin: begin)
      }
    } catch {
      return JobReply(outcome: .jobUndecodable("\(error)")).body(values: WireWriter())
    }
  }

  private static func runRaw<J: Job>(
    _ type: J.Type, count: Int, from reader: inout WireReader, begin: (Int) -> Void
  ) throws(WireError) -> [UInt8] {
    guard _isPOD(J.self), _isPOD(J.Output.self) else {
      throw WireError("jobs of type \(type) cannot be read as they stand in memory")
    }
    let jobs: [J] = try reader.raw(count: count)
    let outputs = UnsafeMutablePointer<J.Output>.allocate(capacity: count)
    defer { outputs.deallocate() }
    var reply = JobReply()
    jobs.withUnsafeBufferPointer { jobs in
      while reply.completed < count {
        begin(reply.completed)
        do {
          (outputs + reply.completed).initialize(to: try jobs[reply.completed].run())
        } catch {
          reply.outcome = error is CancellationError ? .cancelled : .threw(ThrownError(error))
          break
        }
        reply.completed += 1
      }
    }
    var values = WireWriter()
    values.write(raw: UnsafeRawBufferPointer(UnsafeBufferPointer(start: outputs, count: reply.completed)))
    return reply.body(values: values)
  }

  private static func runCoded<J: Job>(
    _ type: J.Type, count: Int, from reader: inout WireReader, begin: (Int) -> Void
  ) -> [UInt8] {
    var values = WireWriter()
    for index in 0..<count {
      begin(index)
      var outcome = JobReply.Outcome.done
      do {
        let job = try WireDecoder.read(type, from: &reader)
        do {
          let output = try job.run()
          do {
            try WireEncoder.write(output, to: &values)
          } catch {
            outcome = .resultNotEncodable("\(error)")
          }
        } catch {
          outcome = error is CancellationError ? .cancelled : .threw(ThrownError(error))
        }
      } catch {
        outcome = .jobUndecodable("\(error)")
      }
      if case .done = outcome { continue }
      return JobReply(completed: index, outcome: outcome).body(values: values)
    }
    return JobReply(completed: count).body(values: values)
  }
}
