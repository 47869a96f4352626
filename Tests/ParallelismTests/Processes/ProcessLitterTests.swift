import Dispatch
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
@Suite(.timeLimit(.minutes(30)))
struct ProcessLitterTests {
  @Test(.disabled(if: Sanitizers.includeThreads, "the memory of the thread sanitizer itself grows"))
  func descriptorsDoNotAddUp() async {
    await #expect(processExitsWith: .success) {
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
      try await call(100)
      let before = Holdings()
      try await call(9900)
      before.expectNoMore()
    }
  }

  @Test func whoeverIsKilledEveryTaskIsDoneOnce() async {
    await #expect(processExitsWith: .success) {
      // A worker takes long to start under the thread sanitizer.
      let killCount = Sanitizers.includeThreads ? 100 : 1000
      let count = 20 * killCount
      let completed = Tally()
      let kills = Tally()
      let end = NamedPipe(isRead: false)
      let endPath = end.path
      // Each kill ends a worker that lives, at a moment that has nothing to do with what it does.
      DispatchQueue(label: "killer").async {
        var killed: Set<pid_t> = []
        while killed.count < killCount {
          guard completed.value * killCount >= count * killed.count,
            let victim = Set(children()).subtracting(killed).randomElement()
          else {
            sched_yield()
            continue
          }
          usleep(.random(in: 0...1000))
          if kill(victim, SIGKILL) == 0, killed.insert(victim).inserted { kills.add(1) }
        }
        // Stays open, for whichever worker does that task, and waits for none.
        _ = open(endPath, O_RDWR)
      }
      // The last task does not end before the last kill.
      let jobs = (0..<count).map { LateGreeting(name: "\($0)", gate: $0 == count - 1 ? endPath : nil) }
      let greetings = try await Parallel(workers: 2, on: .processes, batching: .size(5)).run(
        jobs, retries: .afterLostWorkers(killCount)
      ) { progress in
        completed.add(progress.completed - completed.value)
        // So that the kills are spread over the tasks. When all workers are dead at the moment, others must come first.
        while kills.value * count < progress.completed * killCount, !children().isEmpty { sched_yield() }
      }
      #expect(greetings == (0..<count).map { "hello \($0)" })
      #expect(kills.value == killCount)
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
    #expect(await presence.awaitEnd() == 2)
  }
}

/// Greets, if need be after somebody has opened a pipe.
struct LateGreeting: Job {
  var name: String
  var gate: String?

  func run() -> String {
    if let gate { close(open(gate, O_RDONLY)) }
    return "hello \(name)"
  }
}

/// The processes that this one has started.
private func children() -> [pid_t] {
  guard let folder = opendir("/proc/self/task") else { return [] }
  defer { closedir(folder) }
  var children: [pid_t] = []
  while let entry = readdir(folder) {
    let name = withUnsafeBytes(of: entry.pointee.d_name) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    guard let file = fopen("/proc/self/task/\(name)/children", "r") else { continue }
    var text = [CChar](repeating: 0, count: 4096)
    fgets(&text, 4096, file)
    fclose(file)
    let words = String(decoding: text.map(UInt8.init(bitPattern:)).prefix { $0 != 0 }, as: UTF8.self)
    children += words.split(separator: " ").compactMap { pid_t($0) }
  }
  return children
}
