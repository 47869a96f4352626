import ArgumentParser
import DaskBackend
import Foundation
import Logging
import MemoryMapping
import Parallelism
import SystemPackage

/// Where the work runs.
struct EngineOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("How many fits run at once: a number, or “all” processors.", valueName: "n|all"),
    transform: Self.workerCount)
  var workers = WorkerCount.all

  @Option(help: "What the workers are.")
  var backend = BackendName.threads

  @OptionGroup(title: "Options for --backend dask") var cluster: ClusterOptions

  @Option(
    help: ArgumentHelp(
      "Where to write what ran when, for Perfetto and chrome://tracing: a JSON file.", valueName: "file"))
  var trace: String?

  /// Finds out whether the trace can be written, before the work that it shall show.
  ///
  /// - Parameter others: What the command reads and writes besides.
  /// - Throws: An error if it cannot be written, or would replace one of those.
  func rehearseTrace(besides others: String...) throws {
    guard let trace else { return }
    func resolved(_ path: String) -> String { URL(filePath: path).resolvingSymlinksInPath().path }
    if let other = others.first(where: { resolved($0) == resolved(trace) }) {
      throw ToolError("the trace would replace “\(other)”; choose another name for it")
    }
    try rehearseReplacement(ofFile: FilePath(trace))
  }

  /// Runs work on the engine of these options, and writes the trace if there shall be one.
  ///
  /// - Throws: What the work throws, and an error if the trace cannot be written.
  func run<Result>(_ work: (Parallel) async throws -> Result) async throws -> Result {
    let record = trace.map { _ in ParallelTrace() }
    let result = try await work(
      Parallel(workers: workers, on: try backend.backend(cluster), logger: backend.logger, trace: record))
    if let trace, let record { try record.write(to: trace) }
    return result
  }

  private static func workerCount(_ text: String) throws -> WorkerCount {
    if text == "all" { return .all }
    guard let count = Int(text), count > 0 else {
      throw ValidationError("it must be a whole number of at least 1 or “all”")
    }
    return .exactly(count)
  }
}

/// The backends that can be asked for by name.
enum BackendName: String, ExpressibleByArgument, CaseIterable {
  case threads, processes, forks, sequential, dask

  /// The backend.
  ///
  /// - Parameter cluster: Which cluster it is, if it is one.
  /// - Returns: The backend.
  /// - Throws: An error if a cluster is described where none is used.
  func backend(_ cluster: ClusterOptions) throws -> any Backend {
    if self == .dask { return try cluster.backend }
    try cluster.requireUnused(by: rawValue)
    return switch self {
    case .threads: .threads
    case .processes: .processes
    case .forks: .forks
    case .sequential, .dask: .sequential
    }
  }

  /// Who tells of the cluster.
  var logger: Logger? { self == .dask ? StandardErrorLog.logger : nil }
}
