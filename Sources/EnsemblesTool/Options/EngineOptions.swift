import ArgumentParser
import Parallelism

/// Where the work runs.
struct EngineOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("How many fits run at once: a number, or “all” processors.", valueName: "n|all"),
    transform: Self.workerCount)
  var workers = WorkerCount.all

  @Option(help: "What the workers are.")
  var backend = BackendName.threads

  /// The engine of these options.
  var parallel: Parallel {
    switch backend {
    case .threads: Parallel(workers: workers, on: .threads)
    case .sequential: Parallel(workers: workers, on: .sequential)
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
  case threads, sequential
}
