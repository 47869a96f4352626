import Foundation
import Logging
import Testing

@testable import Parallelism

/// The examples of the article on reporting, as they stand there.
@Suite(.timeLimit(.minutes(30)))
struct ReportingArticleTests {
  private let files = (0..<40).map { String(repeating: "a", count: $0) }

  private func checksum(of file: String) throws -> Int { file.utf8.reduce(0) { $0 + Int($1) } }

  private func index(_ files: [String]) async throws { _ = try await Parallel().map(files) { $0.count } }

  private func print(_ text: String) {}

  @Test func aClosureIsAnObserver() async throws {
    let sums = try await Parallel().map(
      files,
      progress: { report in
        guard let left = report.estimate else { return }
        print("\(report.completed) of \(files.count), \(left) left")
      },
      { try checksum(of: $0) })
    #expect(sums.last == 39 * 97)
  }

  @Test func aTaskThatHangsIsFound() async throws {
    let observer: @Sendable (ParallelProgress) -> Void = { report in
      for worker in report.workers {
        if let task = worker.tasks?.first, report.elapsed - worker.since > .seconds(60) {
          print("task \(task) has been running for a minute")
        }
      }
    }
    #expect(try await Parallel().map(files, progress: observer) { $0.count } == Array(0..<40))
  }

  @Test func aBarLetsLinesScroll() async throws {
    let bar = ProgressBar("checksums", unit: "files", to: Self.nowhere, verbosity: 10)
    let sums = try await Parallel().map(files, progress: bar.show) { file in
      if file.isEmpty { bar.write("there is nothing in \(file)") }
      return try checksum(of: file)
    }
    #expect(sums.count == 40)
  }

  @Test func aScopeHasALoggerAndATrace() async throws {
    let log = CapturedLog()
    let logger = log.logger
    try await withParallel(Parallel(logger: logger)) { try await index(files) }
    #expect(log.entries.count == 2)
    let trace = ParallelTrace()
    try await withParallel(Parallel(trace: trace)) { try await index(files) }
    #expect(trace.count > 1)
  }

  @Test func joblibsLinesGoThroughALogger() async throws {
    let log = CapturedLog()
    let logger = log.logger
    _ = try await Parallel(workers: 1).map(
      files, progress: ProgressLines(verbosity: 10, write: { logger.info("\($0)") }).show
    ) { $0.count }
    #expect(log.entries.last?.message.hasSuffix("finished") == true)
  }

  /// A descriptor that nothing is seen of.
  private static let nowhere = open("/dev/null", O_WRONLY)
}
