import Parallelism
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Each test runs in a process of its own, whose descriptors and children are nobody else's.
@Suite(.timeLimit(.minutes(2)))
struct ProcessLitterTests {
  @Test func descriptorsDoNotAddUp() async {
    await #expect(processExitsWith: .success) {
      func descriptors() -> Int { (0..<1024).count { fcntl($0, F_GETFD) >= 0 } }
      func call(_ times: Int) async throws {
        for _ in 0..<times {
          _ = try await Parallel(workers: 2, on: .processes).run([Greeting(name: "a"), Greeting(name: "b")])
        }
      }
      // Both workers live after the first calls.
      let meeting = NamedPipe(isRead: false)
      let processes = try await Parallel(workers: 2, on: .processes).run(
        [true, false].map { Encounter(path: meeting.path, reads: $0) })
      #expect(Set(processes).count == 2)
      try await call(20)
      let before = descriptors()
      try await call(200)
      #expect(descriptors() == before)
    }
  }

  @Test func noChildrenAreLeft() async {
    await #expect(processExitsWith: .success) {
      let parallel = Parallel(workers: 2, on: .processes)
      for fate in [Fate.isKilled, .exits, .refuses] {
        _ = try? await parallel.run([Destiny(fate: .fine), Destiny(fate: fate), Destiny(fate: .fine)])
      }
      ProcessBackend().shutDown()
      #expect(waitpid(-1, nil, WNOHANG) == -1 && errno == ECHILD)
    }
  }

  @Test func workersDieWithTheirParent() async {
    let presence = NamedPipe()
    let meeting = NamedPipe(isRead: false)
    let (path, meetingPath) = (presence.path, meeting.path)
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = path as String, meetingPath = meetingPath as String] in
      _ = try await Parallel(workers: 2, on: .processes).run(
        [true, false].map {
          Patricide(presence: Presence(path: path), encounter: Encounter(path: meetingPath, reads: $0))
        })
    }
    #expect(presence.awaitEnd() == 2)
  }
}
