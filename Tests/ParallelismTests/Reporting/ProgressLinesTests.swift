import Testing

@testable import Parallelism

/// What joblib 1.6 prints for calls of trivial tasks, by the numbers of tasks done in its lines.
@Suite struct ProgressLinesTests {
  /// Reports as a call makes them in which one task ends after the other.
  private static func reports(
    count: Int, workers: Int, elapsed: (Int) -> Duration = { .milliseconds($0) }
  ) -> [ParallelProgress] {
    (0...count).map { report($0, taken: count, total: count, workers: workers, elapsed: elapsed($0)) }
  }

  private static func report(
    _ completed: Int, taken: Int, total: Int?, workers: Int, elapsed: Duration = .zero, lookahead: Int = 0,
    isFinal: Bool? = nil
  ) -> ParallelProgress {
    let idle = WorkerState(tasks: nil, since: .zero, completed: 0, processIdentifier: nil)
    return ParallelProgress(
      completed: completed, failed: 0, started: completed, taken: taken, total: total, elapsed: elapsed,
      estimate: nil, isFinal: isFinal ?? (completed == total),
      workers: Array(repeating: idle, count: workers),
      backend: ThreadBackend(), lookahead: lookahead)
  }

  private static func lines(_ verbosity: Int, _ reports: [ParallelProgress]) -> [String] {
    let written = Locked<[String]>([])
    let lines = ProgressLines(verbosity: verbosity) { line in written.withLock { $0.append(line) } }
    for report in reports { lines.show(report) }
    return written.withLock { $0 }
  }

  /// The numbers of tasks done that the lines name.
  private static func counts(_ lines: [String]) -> [Int] {
    lines.compactMap { $0.firstMatch(of: /Done +(\d+)/).flatMap { Int($0.1) } }
  }

  @Test(arguments: [
    (20, 1, [20]), (100, 1, [49, 100]), (20, 2, [20]), (100, 2, [40, 100]), (20, 5, [17, 20]),
    (100, 5, [17, 71, 100]), (3, 10, [1, 3]), (20, 10, [1, 4, 7, 12, 17, 20]),
    (100, 10, [1, 4, 7, 12, 17, 24, 31, 40, 49, 60, 71, 84, 97, 100]), (1, 8, [1]), (1, 9, [1, 1]),
    (7, 7, [7, 7]), (7, 8, [4, 7]), (61, 3, [31, 61]), (61, 6, [12, 49, 61]),
    (250, 4, [24, 97, 220, 250]), (250, 8, [4, 17, 40, 71, 112, 161, 220, 250]),
    (1000, 7, [7, 31, 71, 127, 199, 287, 391, 511, 647, 799, 967, 1000]),
  ])
  func oneWorker(count: Int, verbosity: Int, expected: [Int]) {
    #expect(Self.counts(Self.lines(verbosity, Self.reports(count: count, workers: 1))) == expected)
  }

  @Test(arguments: [11, 12, 49, 50, 100], [3, 20, 100])
  func oneWorkerAboveTenTellsOfEveryTask(verbosity: Int, count: Int) {
    let lines = Self.lines(verbosity, Self.reports(count: count, workers: 1))
    #expect(Self.counts(lines) == Array(1...count) + [count])
  }

  @Test(arguments: [
    (60, 10, [5, 12, 19, 26, 33, 40, 47, 54, 60]), (2, 10, [2]), (3, 3, [3]), (3, 50, [1, 3]), (10, 1, [10]),
    (10, 3, [3, 7, 10]), (10, 7, [1, 3, 5, 7, 10]), (10, 11, [1, 2, 3, 4, 5, 6, 7, 8, 10]),
    (61, 3, [20, 41, 61]), (61, 10, [6, 13, 20, 27, 34, 41, 48, 55, 61]),
    (
      61, 50,
      [
        2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40, 42, 44, 46, 48, 50, 52,
        54,
      ]
        + [56, 58, 61]
    ),
    (100, 11, [1, 11, 21, 31, 41, 51, 61, 71, 81, 91, 100]), (250, 5, [47, 98, 149, 200, 250]),
    (250, 10, [17, 43, 69, 95, 121, 147, 173, 199, 225, 250]),
  ])
  func severalWorkersThatHaveAllTheInput(count: Int, verbosity: Int, expected: [Int]) {
    #expect(Self.counts(Self.lines(verbosity, Self.reports(count: count, workers: 2))) == expected)
  }

  @Test(arguments: [
    (12, 1, 4, [12]), (12, 5, 9, [7, 10, 12]), (12, 8, 4, [1, 12]), (12, 8, 9, [6, 8, 10, 12]),
    (12, 10, 4, [1, 4, 9, 12]), (12, 10, 9, [4, 6, 8, 10, 12]), (60, 1, 9, [41, 60]), (60, 5, 4, [14, 60]),
    (60, 10, 4, [1, 4, 9, 14, 21, 28, 37, 46, 57, 60]), (60, 10, 9, [4, 9, 16, 23, 32, 41, 52, 60]),
    (100, 8, 9, [9, 32, 63, 100]),
  ])
  func severalWorkersThatTakeTheInputStepByStep(
    count: Int, verbosity: Int, lookahead: Int, expected: [Int]
  ) {
    // joblib takes one more input after each result, and learns that there is none when it tries to.
    var reports = [Self.report(0, taken: 0, total: nil, workers: 2, lookahead: lookahead)]
    for completed in 1...count {
      let isExhausted = completed > count - lookahead + 1
      reports.append(
        Self.report(
          completed, taken: min(count, lookahead + completed - 1), total: isExhausted ? count : nil,
          workers: 2,
          lookahead: lookahead))
    }
    #expect(Self.counts(Self.lines(verbosity, reports)) == expected)
  }

  @Test func linesSayWhatJoblibsSay() {
    let seconds = { Duration.milliseconds($0 * 150) }
    #expect(
      Self.lines(5, Self.reports(count: 20, workers: 1, elapsed: seconds)) == [
        "[Parallel(n_jobs=1)]: Done 17 out of 20 | elapsed:    2.6s",
        "[Parallel(n_jobs=1)]: Done 20 out of 20 | elapsed:    3.0s finished",
      ])
    #expect(
      Self.lines(3, Self.reports(count: 10, workers: 2, elapsed: seconds)) == [
        "[Parallel(n_jobs=2)]: Using backend ThreadBackend with 2 concurrent workers.",
        "[Parallel(n_jobs=2)]: Done  3 out of 10 | elapsed:    0.4s remaining:    1.0s",
        "[Parallel(n_jobs=2)]: Done  7 out of 10 | elapsed:    1.0s remaining:    0.4s",
        "[Parallel(n_jobs=2)]: Done 10 out of 10 | elapsed:    1.5s finished",
      ])
  }

  @Test func numbersAreThreeWideWhereTheTotalIsNotKnownAtFirst() {
    let reports = [
      Self.report(0, taken: 0, total: nil, workers: 2, lookahead: 4),
      Self.report(4, taken: 7, total: nil, workers: 2, elapsed: .milliseconds(800), lookahead: 4),
      Self.report(8, taken: 10, total: 10, workers: 2, elapsed: .seconds(1), lookahead: 4),
      Self.report(10, taken: 10, total: 10, workers: 2, elapsed: .seconds(75), lookahead: 4),
    ]
    #expect(
      Self.lines(10, reports).dropFirst() == [
        "[Parallel(n_jobs=2)]: Done   4 tasks      | elapsed:    0.8s",
        "[Parallel(n_jobs=2)]: Done   8 out of  10 | elapsed:    1.0s remaining:    0.2s",
        "[Parallel(n_jobs=2)]: Done  10 out of  10 | elapsed:  1.2min finished",
      ])
  }

  @Test(arguments: [1, 2], [11, 100])
  func theColumnsStandBelowOneAnother(workers: Int, verbosity: Int) {
    let lines = Self.lines(verbosity, Self.reports(count: 100, workers: workers)).filter {
      $0.contains("Done")
    }
    #expect(lines.count > 10)
    #expect(Set(lines.map { $0.prefix { $0 != "|" }.count }).count == 1)
  }

  @Test(arguments: [
    (Duration.zero, "   0.0s"), (.milliseconds(640), "   0.6s"), (.seconds(60), "  60.0s"),
    (.milliseconds(60_001), " 1.0min"), (.seconds(90 * 60), "90.0min"), (.seconds(1000 * 60), "1000.0min"),
  ])
  func times(time: Duration, text: String) {
    #expect(ProgressLineSchedule.time(time) == text)
  }

  @Test func tasksThatEndTogetherShareALine() {
    let reports = [0, 3, 50, 100].map { Self.report($0, taken: 100, total: 100, workers: 1) }
    #expect(Self.counts(Self.lines(10, reports)) == [3, 50, 100])
    #expect(Self.counts(Self.lines(1, reports)) == [50, 100])
  }

  @Test(arguments: [0, -1, Int.min])
  func withoutVerbosityThereIsNothing(verbosity: Int) {
    #expect(Self.lines(verbosity, Self.reports(count: 30, workers: 2)) == [])
  }

  @Test func aCallThatFailsHasNoLastLine() {
    let reports = [
      Self.report(0, taken: 10, total: 10, workers: 1), Self.report(4, taken: 10, total: 10, workers: 1),
      Self.report(4, taken: 10, total: 10, workers: 1, isFinal: true),
    ]
    #expect(Self.lines(10, reports) == ["[Parallel(n_jobs=1)]: Done  4 out of 10 | elapsed:    0.0s"])
  }

  @Test func theNextCallBeginsAnew() {
    let call = Self.reports(count: 60, workers: 2)
    #expect(Self.lines(10, call + call) == Self.lines(10, call) + Self.lines(10, call))
  }

  @Test func aRealCallWritesThemUnderItsPrefix() async throws {
    let written = Locked<[String]>([])
    let lines = ProgressLines(verbosity: 50, prefix: "digests: ") { line in
      written.withLock { $0.append(line) }
    }
    _ = try await Parallel(workers: 2).map(0..<30, progress: lines.show) { $0 }
    let text = written.withLock { $0 }
    #expect(text.first == "digests: Using backend ThreadBackend with 2 concurrent workers.")
    #expect(text.last?.hasPrefix("digests: Done 30 out of 30 | elapsed:    ") == true)
    #expect(text.last?.hasSuffix("s finished") == true)
  }
}
