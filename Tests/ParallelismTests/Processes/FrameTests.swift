import Testing

@testable import Parallelism

struct FrameTests {
  @Test func headersComeBack() throws {
    let (kind, size) = try Frame.parse(header: Frame.header(.results, bodySize: 1 << 40))
    #expect(kind == .results)
    #expect(size == 1 << 40)
  }

  @Test(arguments: 0..<Frame.headerSize)
  func shortHeadersAreErrors(count: Int) {
    #expect(throws: WireError.self) {
      try Frame.parse(header: Array(Frame.header(.jobs, bodySize: 3).prefix(count)))
    }
  }

  @Test func otherHeadersAreErrors() {
    #expect(throws: WireError.self) { try Frame.parse(header: [UInt8](repeating: 0, count: 16)) }
    var header = Frame.header(.jobs, bodySize: 3)
    header[15] = 0xff
    #expect(throws: WireError.self) { try Frame.parse(header: header) }
  }

  @Test func wrongBatchesAreAnswered() throws {
    let job = GenericJob(value: "text")
    let body = try JobBatch.body(name: JobName(GenericJob<String>.self), form: .coded, jobs: [job, job, job])
    var generator = SplitMix64(state: 1)
    for count in 0..<body.count { try check(JobBatch.run(Array(body.prefix(count))) { _ in }) }
    for _ in 0..<2000 {
      var changed = body
      // The name is left alone: a changed one may be that of another type of jobs.
      changed[Int.random(in: body.count - 20..<body.count, using: &generator)] = UInt8.random(
        in: 0...255, using: &generator)
      try check(JobBatch.run(changed) { _ in })
    }
  }

  @Test func nothingIsAnsweredToNothing() throws {
    for name in ["no type", try JobName(GenericJob<String>.self).text] {
      var writer = WireWriter()
      writer.write(text: name)
      // The form, whether to go on, how many workers there are, how many jobs.
      writer.write(contentsOf: [0, 0, 1, 0])
      var reader = WireReader(JobBatch.run(writer.bytes) { _ in Issue.record("a job was begun") })
      let reply = try JobReply(from: &reader)
      #expect(reply.completed == 0)
      #expect(reply.failures.isEmpty)
    }
  }

  @Test func typesWithReferencesAreNotReadAsTheyStandInMemory() throws {
    let coded = try JobBatch.body(
      name: JobName(GenericJob<String>.self), form: .coded, jobs: [GenericJob(value: "text")])
    let name = try JobName(GenericJob<String>.self).text
    var writer = WireWriter()
    writer.write(text: name)
    var body = coded
    #expect(body[writer.count] == JobForm.coded.rawValue)
    body[writer.count] = JobForm.raw.rawValue
    body += [UInt8](repeating: 0x41, count: 64)
    var reader = WireReader(JobBatch.run(body) { _ in Issue.record("a job was begun") })
    let reply = try JobReply(from: &reader)
    guard case .jobUndecodable(let reason)? = reply.failures.first?.outcome else {
      Issue.record("the reply tells of \(reply.failures)")
      return
    }
    #expect(reason.contains("GenericJob<String>"))
  }

  private func check(_ reply: [UInt8]) throws {
    var reader = WireReader(reply)
    let reply = try JobReply(from: &reader)
    #expect(reply.completed <= 3)
  }

  @Test(
    arguments: [
      ([], 3, [5..<8]), ([0, 2], 3, [6..<7]), ([1], 4, [5..<6, 7..<9]), ([0], 1, []),
      ([3], .max - 5, [5..<8, 9..<Int.max]),
    ] as [([Int], Int, [Range<Int>])])
  func whatHasNotFailedHasSucceeded(failed: [Int], completed: Int, ranges: [Range<Int>]) {
    let reply = JobReply(completed: completed, failures: failed.map { ($0, .cancelled) })
    #expect(reply.succeeded(from: 5) == ranges)
  }

  /// A reply may claim as many tasks as it likes before anybody compares that with the batch.
  @Test func anyNumberOfTasksHasRanges() {
    let reply = JobReply(completed: .max, failures: [(.max - 1, .cancelled)])
    #expect(reply.succeeded(from: 0) == [0..<Int.max - 1])
    #expect(JobReply(completed: .max).succeeded(from: 0) == [0..<Int.max])
  }

  @Test func wrongRepliesAreErrors() throws {
    struct Rudeness: Error, Codable {}
    let body = JobReply(completed: 3, failures: [(2, .threw(ThrownError(Rudeness())))]).body(
      values: WireWriter())
    for count in 0..<body.count {
      #expect(throws: WireError.self) {
        var reader = WireReader(Array(body.prefix(count)))
        _ = try JobReply(from: &reader)
      }
    }
    // An unknown kind; a failure of a task that was not begun; the same failure twice.
    for body in [[1, 1, 0, 77], [1, 1, 1, 2], [2, 2, 0, 2, 0, 2]] as [[UInt8]] {
      #expect(throws: WireError.self) {
        var reader = WireReader(body)
        _ = try JobReply(from: &reader)
      }
    }
  }
}
