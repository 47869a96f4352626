import Logging
import Testing

@testable import Parallelism

@Suite struct EngineLogTests {
  private struct Mishap: Error {}

  @Test func nobodyToTellIsNoLog() {
    #expect(EngineLog(nil) == nil)
  }

  @Test func aCallSaysWhenItBeginsAndEnds() async throws {
    let log = CapturedLog()
    _ = try await Parallel(workers: 2, on: .threads, logger: log.logger).map(0..<7) { $0 }
    let entries = log.entries
    #expect(entries.map(\.level) == [.trace, .debug])
    #expect(entries.map(\.message) == ["a call begins", "a call has ended"])
    #expect(entries[0].metadata == ["backend": "threads", "workers": "2", "tasks": "7"])
    #expect(Set(entries[1].metadata.keys) == ["backend", "workers", "tasks", "duration"])
    #expect(entries[1].metadata["duration"].flatMap { Double("\($0)") }.map { $0 >= 0 } == true)
  }

  @Test func aCallThatFailsSaysWhy() async {
    let log = CapturedLog()
    _ = try? await Parallel(workers: 1, on: .sequential, logger: log.logger).map(0..<2) { _ in throw Mishap()
    }
    #expect(log.entries.last?.level == .debug)
    #expect(log.entries.last?.message == "a call has failed")
    #expect(log.entries.last?.metadata["reason"].map { "\($0)".contains("Mishap") } == true)
  }

  @Test func aTaskThatIsTriedAgainIsNoticed() async throws {
    let log = CapturedLog(level: .info)
    let attempts = Tally()
    _ = try await Parallel(workers: 1, logger: log.logger).map([5], retries: .afterErrors(3)) { _ in
      if attempts.add(1) < 3 { throw Mishap() }
    }
    #expect(log.entries.map(\.level) == [.notice, .notice])
    #expect(
      log.entries.last?.metadata
        == ["task": "0", "worker": "0", "attempt": "3", "attempts": "4", "reason": "Mishap()"])
  }

  @Test func theDeathOfAWorkerIsAWarning() async throws {
    let log = CapturedLog(level: .notice)
    _ = try? await Parallel(workers: 1, on: .processes, logger: log.logger).run(
      [Destiny(fate: .fine), Destiny(fate: .isKilled)], retries: .afterLostWorkers(1))
    let warnings = log.entries.filter { $0.level == .warning }
    #expect(warnings.map(\.message) == ["a worker has died", "a worker has died"])
    #expect(warnings.first?.metadata["task"] == "1")
    #expect(warnings.first?.metadata["backend"] == "processes")
    #expect(log.entries.filter { $0.level == .notice }.map { $0.metadata["attempt"] } == ["2"])
  }

  @Test func aCallIsSilentAboveItsLevels() async throws {
    let log = CapturedLog(level: .info)
    _ = try await Parallel(workers: 2, logger: log.logger).map(0..<7) { $0 }
    #expect(log.entries.isEmpty)
  }

  @Test func workersAreToldOf() throws {
    let captured = CapturedLog()
    let log = try #require(EngineLog(captured.logger))
    log.workerStarted(process: 7, backend: "processes")
    log.workerEnded(process: 7, backend: "processes", reason: "idle for 300 s")
    log.workerDied(backend: "forks", worker: 1, task: 12, reason: "killed by signal 9")
    log.workerDied(backend: "forks", worker: 0, task: nil, reason: "exited with 1")
    log.threadsRefused(3, workers: 8)
    #expect(captured.entries.map(\.level) == [.debug, .debug, .warning, .warning, .warning])
    #expect(
      captured.entries.map(\.metadata) == [
        ["backend": "processes", "process": "7"],
        ["backend": "processes", "process": "7", "reason": "idle for 300 s"],
        ["backend": "forks", "worker": "1", "task": "12", "reason": "killed by signal 9"],
        ["backend": "forks", "worker": "0", "reason": "exited with 1"],
        ["threads": "3", "workers": "8"],
      ])
  }
}
