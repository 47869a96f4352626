import Foundation
import Parallelism
import Testing

@testable import DaskBackend

/// How workers come by the program.
@Suite(
  .enabled(if: TestCluster.isPossible, "there is no Dask: run make test-dask"), .serialized,
  .timeLimit(.minutes(10)))
struct ClusterProgramTests {
  /// Where the test says who it is, if it was started by another one as a second program.
  private static let address = ProcessInfo.processInfo.environment["DASK_SECOND_PROGRAM_FOR"]

  private static let copies =
    FileManager.default.temporaryDirectory.appending(path: "swift-ensembles-programs-\(getuid())")

  @Test func machinesWithoutTheProgramAreSentOne() async throws {
    let cluster = try await TestCluster.start(workers: [1, 1])
    var backend = cluster.backend
    backend.program = DaskProgram(path: "/nowhere/program", isSent: true)
    defer { backend.shutDown() }
    let jobs = (0..<40).map { Doubling(number: $0, pause: 0.01) }
    #expect(try await Parallel(on: backend, batching: .size(1)).run(jobs) == (0..<40).map { 2 * $0 })
  }

  @Test func aMachineWithoutTheProgramIsRefusedByName() async throws {
    let cluster = try await TestCluster.start(workers: [1])
    for (path, why) in [("/nowhere/program", "No such file"), ("/bin/sh", "is another build")] {
      var backend = cluster.backend
      backend.program = .inPlace(at: path)
      defer { backend.shutDown() }
      let error = try await #require(throws: ParallelError.self) {
        _ = try await Parallel(on: backend).run([Doubling(number: 1)])
      }
      let cause = try #require(error.underlying as? DaskError)
      #expect(cause.code == .programRefused)
      for part in [path, why, "tcp://127.0.0.1:", "SHA-256"] { #expect(cause.description.contains(part)) }
    }
  }

  @Test func twoProgramsAtOnceAreBothRight() async throws {
    let cluster = try await TestCluster.start()
    defer { cluster.backend.shutDown() }
    let other = FileManager.default.temporaryDirectory.appending(path: "second-\(UUID())")
    defer { try? FileManager.default.removeItem(at: other) }
    let exit = try Self.startSecondProgram(at: other, endingWith: "another", on: cluster)
    try await Self.work(on: cluster.backend)
    #expect(await exit.first { _ in true } == EXIT_SUCCESS)
  }

  @Test func aProgramThatWasBuiltAnewRunsInNewProcesses() async throws {
    let cluster = try await TestCluster.start(workers: [1])
    let path = FileManager.default.temporaryDirectory.appending(path: "second-\(UUID())")
    defer { try? FileManager.default.removeItem(at: path) }
    for build in ["first", "the second"] {
      try? FileManager.default.removeItem(at: path)
      let exit = try Self.startSecondProgram(at: path, endingWith: build, on: cluster)
      #expect(await exit.first { _ in true } == EXIT_SUCCESS)
    }
  }

  /// Starts this program as another one, as far as the cluster can tell.
  ///
  /// - Returns: The code that it exits with.
  private static func startSecondProgram(
    at path: URL, endingWith end: String, on cluster: TestCluster
  ) throws -> AsyncStream<Int32> {
    let own = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    try FileManager.default.copyItem(at: own, to: path)
    let file = try FileHandle(forWritingTo: path)
    try file.seekToEnd()
    try file.write(contentsOf: Data(end.utf8))
    try file.close()

    let process = Process()
    process.executableURL = path
    process.arguments = ["--testing-library", "swift-testing", "--filter", "theSecondProgram"]
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["DASK_SECOND_PROGRAM_FOR": cluster.address]
    ) { $1 }
    let exit = AsyncStream<Int32>.makeStream()
    process.terminationHandler = { exit.continuation.yield($0.terminationStatus) }
    try process.run()
    return exit.stream
  }

  @Test(.enabled(if: address != nil, "this is the first program"))
  func theSecondProgram() async throws {
    let backend = DaskCluster(scheduler: .address(Self.address ?? ""), python: TestCluster.python ?? "")
    defer { backend.shutDown() }
    try await Self.work(on: backend)
    let sizes = try await Parallel(on: backend).run((0..<8).map { _ in ProgramSize() })
    #expect(try Set(sizes) == [ProgramSize().run()])
  }

  private static func work(on backend: DaskCluster) async throws {
    let jobs = (0..<100).map { Doubling(number: $0, pause: 0.02) }
    for _ in 0..<3 {
      #expect(try await Parallel(on: backend, batching: .size(2)).run(jobs) == (0..<100).map { 2 * $0 })
    }
  }
}
