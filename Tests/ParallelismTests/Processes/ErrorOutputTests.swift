#if os(Linux)
  import Testing

  @testable import Parallelism

  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #endif

  @Suite(.timeLimit(.minutes(30)))
  struct ErrorOutputTests {
    /// More than any pipe holds, in lines.
    private static let text = Array((0..<400_000).map { "line \($0)\n" }.joined().utf8)

    /// What a process has written, which never runs dry.
    private struct Source: ~Copyable {
      let descriptor: Int32

      init() {
        var template = Array("/tmp/parallelism-tests-XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        unlink(template)
        write(descriptor, ErrorOutputTests.text, ErrorOutputTests.text.count)
        lseek(descriptor, 0, SEEK_SET)
      }

      deinit { close(descriptor) }

      /// How much of it has been read.
      var place: Int { Int(lseek(descriptor, 0, SEEK_CUR)) }
    }

    /// What is written to, and read as late as a test likes.
    private struct Target: ~Copyable {
      let writer: Int32
      private let reader: Int32

      init() {
        var ends: [Int32] = [-1, -1]
        pipe(&ends)
        (reader, writer) = (ends[0], ends[1])
      }

      deinit {
        close(reader)
        close(writer)
      }

      /// Waits for so many bytes.
      func bytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count < count {
          let received = read(reader, &buffer, min(buffer.count, count - bytes.count))
          guard received > 0 else { return bytes }
          bytes += buffer[..<received]
        }
        return bytes
      }
    }

    @Test func aReadHasAnEndWhereALineEnds() {
      let source = Source()
      let target = Target()
      let output = ErrorOutput(
        descriptor: source.descriptor, sink: ErrorSink(descriptor: target.writer))
      var done = 0
      for _ in 0..<3 {
        let mayContinue = output.passOn()
        #expect(mayContinue)
        let place = source.place
        #expect(place >= done + ErrorOutput.share)
        #expect(place < done + ErrorOutput.share + ErrorOutput.pieceSize)
        #expect(Self.text[place - 1] == UInt8(ascii: "\n"))
        let isOnItsWay = target.bytes(place - done).elementsEqual(Self.text[done..<place])
        #expect(isOnItsWay)
        done = place
      }
    }

    @Test func nobodyWaitsForWhoeverReads() {
      let source = Source()
      let target = Target()
      let sink = ErrorSink(descriptor: target.writer)
      let output = ErrorOutput(descriptor: source.descriptor, sink: sink)
      let descriptor = source.descriptor
      #expect(output.awaited == descriptor)
      output.passOn(atMost: 2 << 20)
      // One that writes waits until all is written, one that does not takes no part in it.
      #expect(output.awaited != descriptor)
      let other = ErrorOutput(descriptor: source.descriptor, sink: sink)
      #expect(other.awaited == descriptor)
      // After a second.
      let lines = output.finish()
      let place = source.place
      let last = Self.text[..<place].split(separator: UInt8(ascii: "\n")).last
      #expect(lines.count == LineTail.lineLimit)
      #expect(lines.last == last.map { String(decoding: $0, as: UTF8.self) })
      #expect(output.awaited != descriptor)
      // Nothing is lost, and all stays in order.
      let isComplete = target.bytes(place).elementsEqual(Self.text[..<place])
      #expect(isComplete)
      output.settle()
      #expect(output.awaited == descriptor)
      output.forget()
      #expect(output.lastLines == [])
    }

    @Test func aFullStandardErrorHoldsNoWorkerUp() async {
      await #expect(processExitsWith: .success) {
        guard try await endsFlood(on: ProcessBackend()) else { exit(1) }
      }
    }

    @Test(
      .disabled(
        if: Sanitizers.includeThreads, "the thread sanitizer allows no fork of a process with threads"))
    func aFullStandardErrorHoldsNoForkUp() async {
      await #expect(processExitsWith: .success) {
        guard try await endsFlood(on: ForkBackend()) else { exit(1) }
      }
    }

    @Test func theEndOfAWorkerIsSeenThoughWhatItHasStartedWrites() async {
      await #expect(processExitsWith: .success) {
        let own = dup(2)
        dup2(open("/dev/null", O_WRONLY), 2)
        let outcomes = try await Parallel(workers: 1, on: .processes).run([LoudHeir()], onFailure: .collect)
        // What tells of a failure is written there.
        dup2(own, 2)
        guard case .failure(let error) = outcomes[0], error.code == .workerDied else { exit(1) }
      }
    }
  }

  /// Tells whether a task ends in time that fills a standard error which nobody reads, and another one is done then.
  private func endsFlood(on backend: any Backend) async throws -> Bool {
    var ends: [Int32] = [-1, -1]
    pipe(&ends)
    let own = dup(2)
    dup2(ends[1], 2)
    // What tells of a failure is written there.
    defer { dup2(own, 2) }
    let parallel = Parallel(workers: 1, on: backend)
    let outcomes = try await parallel.run([Flood()], onFailure: .collect, taskLimit: .milliseconds(200))
    guard case .failure(let error) = outcomes[0], error.code == .taskLimitExceeded else { return false }
    return try await parallel.run([Greeting(name: "you")]) == ["hello you"]
  }

  /// Writes to its standard error for ever.
  struct Flood: Job {
    var text = "word"

    func run() -> Int {
      let line = Array((text + "\n").utf8)
      while true { write(2, line, line.count) }
    }
  }

  /// Ends its worker, but not what writes to its standard error.
  struct LoudHeir: Job {
    var program = "yes"

    func run() -> Int {
      system("\(program) >&2 &")
      _exit(3)
    }
  }
#endif
