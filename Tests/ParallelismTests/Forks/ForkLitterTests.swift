#if os(Linux)
  import Parallelism
  import Testing

  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #endif

  /// Each test runs in a process of its own, whose descriptors, children and output are nobody else's.
  @Suite(
    .timeLimit(.minutes(30)),
    .disabled(if: Sanitizers.includeThreads, "the thread sanitizer allows no fork of a process with threads"))
  struct ForkLitterTests {
    @Test func neitherDescriptorsNorChildrenAddUp() async {
      await #expect(processExitsWith: .success) {
        func call(_ times: Int) async {
          for _ in 0..<times {
            _ = try? await Parallel(workers: 2, on: .forks).map(0..<4) {
              try Destiny(fate: .fine, text: "\($0)").run()
            }
            _ = try? await Parallel(workers: 2, on: .forks).map(0..<4) { _ in
              try Destiny(fate: .isKilled).run()
            }
          }
        }
        // What is opened once is open then.
        await call(2)
        let before = Holdings()
        await call(20)
        before.expectNoMore()
        #expect(waitpid(-1, nil, WNOHANG) == -1 && errno == ECHILD)
      }
    }

    @Test func manyCallsLeaveNothing() async {
      await #expect(processExitsWith: .success) {
        func call(_ times: Int) async throws {
          for number in 0..<times {
            _ = try await Parallel(workers: 1, on: .forks).map(0..<2) { "\(number) \($0)" }
          }
        }
        try await call(100)
        let before = Holdings()
        try await call(1000)
        before.expectNoMore()
      }
    }

    @Test func aChildHasNoEndOfAnothersChannel() async {
      await #expect(processExitsWith: .success) {
        @Sendable func sockets() -> [Int32] {
          (0..<256).filter { descriptor in
            var status = stat()
            return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
          }
        }
        let meeting = NamedPipe(isRead: false)
        let path = meeting.path
        let before = Set(sockets())
        // Both children live when they look.
        let found = try await Parallel(workers: 2, on: .forks).map([true, false]) { reads in
          _ = Encounter(path: path, reads: reads, isOnce: true).run()
          return sockets()
        }
        // Its own.
        for found in found { #expect(Set(found).subtracting(before).count == 1) }
      }
    }

    @Test func childrenDieWithTheirParent() async {
      let presence = NamedPipe()
      let meeting = NamedPipe(isRead: false)
      let (path, meetingPath) = (presence.path, meeting.path)
      await #expect(processExitsWith: .signal(SIGKILL)) {
        [path = path as String, meetingPath = meetingPath as String] in
        _ = try await Parallel(workers: 2, on: .forks).map([true, false]) { reads in
          // What they have started dies too.
          if fork() == 0 { _ = Presence(path: path, stays: true).run() }
          return Patricide(
            presence: Presence(path: path), encounter: Encounter(path: meetingPath, reads: reads)
          )
          .run()
        }
      }
      #expect(await (2...4).contains(presence.awaitEnd()))
    }

    @Test func outputIsWrittenOnce() async throws {
      let result = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
        // Nobody reads it at a terminal, so that it is buffered.
        print("before")
        // A child that exits writes what it has buffered, which must not be what its parent has.
        _ = try await Parallel(workers: 2, on: .forks).map(0..<6, onFailure: .collect) { number in
          print("task \(number) in \(getpid())")
          if number == 3 { exit(7) }
        }
        print("after")
      }
      let text = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
      let lines = text.split(separator: "\n").filter {
        ["before", "after"].contains($0) || $0.hasPrefix("task")
      }
      #expect(lines.first == "before")
      #expect(lines.last == "after")
      #expect(Set(lines).count == lines.count)
      // A child that got stuck behind its output is replaced, and its task done again in the next one.
      let tasks = Set(lines.dropFirst().dropLast().map { String($0.prefix(6)) })
      #expect(tasks.sorted() == (0..<6).map { "task \($0)" })
    }

    @Test func errorOutputIsPassedOn() async throws {
      let result = await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
        _ = try await Parallel(workers: 2, on: .forks).map(0..<3) { number in
          // More than a pipe holds.
          let line = Array("\(number)".utf8) + Array(repeating: UInt8(ascii: "x"), count: 99_999)
          var rest = line[...]
          while !rest.isEmpty {
            rest.removeFirst(max(0, rest.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }))
          }
        }
      }
      #expect(result?.standardErrorContent.count { $0 == UInt8(ascii: "x") } == 3 * 99_999)
    }

    @Test func standardInputIsLeftToTheParent() async {
      await #expect(processExitsWith: .success) {
        let ends = try await Parallel(workers: 1, on: .forks).map(0..<2) { _ in
          var byte: UInt8 = 0
          return read(0, &byte, 1)
        }
        #expect(ends == [0, 0])
      }
    }

    @Test func handlersOfTheParentDoNotRunInChildren() async {
      await #expect(processExitsWith: .success) {
        signal(SIGTERM) { _ in _exit(9) }
        signal(SIGUSR1, SIG_IGN)
        let results = try await Parallel(workers: 1, on: .forks).map(0..<2, onFailure: .collect) { number in
          kill(getpid(), SIGUSR1)
          if number == 1 { kill(getpid(), SIGTERM) }
        }
        try results[0].get()
        let error = #expect(throws: ParallelError.self) { try results[1].get() }
        #expect((error?.underlying as? WorkerDeath)?.signal == Int(SIGTERM))
      }
    }

    @Test func programsWithoutStandardDescriptorsFork() async {
      await #expect(processExitsWith: .success) {
        close(0)
        let results = try await Parallel(workers: 2, on: .forks).map(0..<3) { "\($0)" }
        guard results == ["0", "1", "2"] else { exit(1) }
      }
    }

    @Test func aRefusedForkIsAnError() async {
      await #expect(processExitsWith: .success) {
        _ = try await Parallel(workers: 2, on: .forks).map(0..<4) { $0 }
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = 4
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        let error = await #expect(throws: ParallelError.self) {
          _ = try await Parallel(workers: 2, on: .forks).map(0..<4) { $0 }
        }
        guard error?.code == .backendFailed else { exit(1) }
      }
    }
  }
#endif
