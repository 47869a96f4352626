import ArgumentParser
import DaskBackend
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
    let place = FilePath(trace).resolved
    if let other = others.first(where: { FilePath($0).resolved == place }) {
      throw ToolError("the trace would replace “\(other)”; choose another name for it")
    }
    try rehearseReplacement(ofFile: FilePath(trace))
  }

  /// Runs work on the engine of these options, delivers its result, and then writes the trace if there shall be one.
  ///
  /// The trace comes last, so that the result is safe whatever becomes of it.
  ///
  /// - Parameters:
  ///   - work: The work.
  ///   - deliver: Stores or prints what the work returns.
  /// - Throws: What the work and the delivery throw, and an error if the trace cannot be written.
  func run<Output>(
    _ work: (Parallel) async throws -> Output, deliver: (Output) throws -> Void
  ) async throws {
    let record = trace.map { _ in ParallelTrace() }
    let output = try await work(
      Parallel(workers: workers, on: try backend.backend(cluster), logger: backend.logger, trace: record))
    do {
      try deliver(output)
    } catch {
      // Both may fail, as on a full disk: the loss of the result is what to tell of.
      try? write(record)
      throw error
    }
    try write(record)
  }

  private func write(_ record: ParallelTrace?) throws {
    guard let trace, let record else { return }
    do {
      try record.write(to: trace)
    } catch {
      throw ToolError("the trace is lost, though nothing else is: \(error)")
    }
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
