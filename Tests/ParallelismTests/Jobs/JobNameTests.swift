import Testing

@testable import Parallelism

private struct PrivateJob: Job {
  func run() -> Int { 1 }
}

struct NestingJobs {
  struct Inner: Job {
    func run() -> Int { 1 }
  }
}

struct GenericJob<Value: Codable & Sendable>: Job {
  var value: Value
  func run() -> Value { value }
}

struct JobNameTests {
  @Test func namesLeadBackToTheirTypes() throws {
    func check<J: Job>(_ type: J.Type) throws {
      let found = try #require(JobName.jobType(named: JobName(type).text))
      #expect(found as Any.Type == type)
    }
    try check(NestingJobs.Inner.self)
    try check(GenericJob<[String: Int?]>.self)
    try check(GenericJob<NestingJobs.Inner>.self)
  }

  @Test func typesWithoutANameElsewhereAreRefused() {
    struct LocalJob: Job {
      func run() -> Int { 1 }
    }
    // The optimiser writes names of types in another way.
    func check<J: Job>(_ type: J.Type, _ name: String) {
      let error = #expect(throws: ParallelError.self) { try JobName(type) }
      #expect(error?.code == .jobTypeNotFound)
      #expect(error?.description.contains(name) == true)
    }
    check(PrivateJob.self, "PrivateJob")
    check(LocalJob.self, "LocalJob")
    check(GenericJob<PrivateJob>.self, "GenericJob<")
  }

  @Test(arguments: [
    "", "no such type", "Si", "$", "$s", "Sa$G", "\u{1}\u{2}", "\u{1}abcd", "Say\u{2}\u{7f}\u{10}\u{1}aG",
  ])
  func otherNamesAreNoJobs(text: String) {
    #expect(JobName.jobType(named: text) == nil)
  }

  @Test func refusalComesBeforeAnyWorker() async {
    let error = await #expect(throws: ParallelError.self) {
      _ = try await Parallel(on: .processes).run([PrivateJob]())
    }
    #expect(error?.code == .jobTypeNotFound)
  }

  @Test func otherBackendsTakeEveryType() async throws {
    #expect(try await Parallel(on: .threads).run([PrivateJob(), PrivateJob()]) == [1, 1])
    #expect(try await Parallel(on: .sequential).run([PrivateJob()]) == [1])
  }
}
