internal import CWorkerStart
internal import Logging
internal import MemoryMapping

/// With what one call is made: nothing in it is left open.
///
/// An object, since much of a call holds it.
@usableFromInline
final class Setting: Sendable {
  let backend: any Backend
  let workers: Int
  let batching: Batching
  let innerThreads: Int
  /// Where the call itself says something of it.
  let mapping: MappingPolicy?
  let logger: Logger?
  let trace: ParallelTrace?
  let clock: any Clock<Duration>
  private let surroundings: Surroundings

  fileprivate init(
    backend: any Backend, workers: Int, batching: Batching, innerThreads: Int, mapping: MappingPolicy?,
    logger: Logger?, trace: ParallelTrace?, clock: any Clock<Duration>, surroundings: Surroundings
  ) {
    self.backend = backend
    self.workers = workers
    self.batching = batching
    self.innerThreads = innerThreads
    self.mapping = mapping
    self.logger = logger
    self.trace = trace
    self.clock = clock
    self.surroundings = surroundings
  }

  /// Whether tasks run in copies of this process.
  @usableFromInline var runsInCopies: Bool { backend.memory == .copied }

  /// Runs a worker of the call, one of so many, where calls find that they share the machine with the others.
  func run<Result>(oneOf workers: Int, _ worker: () throws -> Result) rethrows -> Result {
    try Surroundings.$current.withValue(surroundings.shared(by: workers)) {
      guard let mapping else { return try worker() }
      return try SegmentPolicy.$current.withValue(mapping.policy, operation: worker)
    }
  }

  /// Runs what makes messages of the tasks where the call's own choice of mappings holds.
  func withMapping<Result>(_ body: () async throws -> Result) async rethrows -> Result {
    guard let mapping else { return try await body() }
    return try await SegmentPolicy.$current.withValue(mapping.policy, operation: body)
  }

  /// Runs an asynchronous worker of the call in the same way.
  func run<Result>(
    oneOf workers: Int, awaiting worker: () async throws -> Result
  ) async rethrows -> Result {
    try await Surroundings.$current.withValue(surroundings.shared(by: workers)) {
      try await withMapping(worker)
    }
  }
}

extension Parallel {
  /// What the tasks of a call are.
  @usableFromInline
  enum Work: Sendable {
    /// Closures, which cannot leave their process or a copy of it.
    case closures
    /// Closures that need the memory of the caller as it changes: they get inputs that come later, or suspend.
    case closuresInPlace
    /// Values that can.
    case jobs
  }

  /// What this value, its surroundings and the defaults amount to.
  @usableFromInline
  func resolved(for work: Work) throws -> Setting {
    let surroundings = Surroundings.current
    let settings = surroundings.settings
    let logger = logger ?? settings.logger
    let backend = try chosenBackend(for: work, within: settings, logger: logger)
    func all() -> Int { backend.allWorkers ?? Hardware.processorCount }
    let requested =
      try workers?.resolved(processors: all) ?? surroundings.defaultWorkers(processors: all)
    let granted = backend.workerCount(requested: requested)
    guard granted > 0 else {
      throw ParallelError(
        code: .backendFailed,
        reason: "the backend \(backend.name) grants \(granted) workers to a call that asks for \(requested)")
    }
    let batching = batching ?? settings.batching ?? .automatic
    try batching.validate()
    let innerThreads = innerThreads ?? settings.innerThreads ?? 1
    guard innerThreads > 0 else {
      throw ParallelError(
        code: .invalidArgument, reason: "\(innerThreads) threads within a task run nothing: ask for 1 or more"
      )
    }
    return Setting(
      backend: backend, workers: granted, batching: batching, innerThreads: innerThreads, mapping: mapping,
      logger: logger, trace: trace ?? settings.trace, clock: clock, surroundings: surroundings)
  }

  /// The backend that the call names; else that of its scope, if it can do the work; else the one that suits.
  private func chosenBackend(
    for work: Work, within settings: Parallel, logger: Logger?
  ) throws(ParallelError) -> any Backend {
    if cworker_is_forked() { return try backendInForkedChild() }
    let placement = placement ?? settings.placement
    let needsSharedMemory = placement?.requiresSharedMemory == true
    if let backend {
      guard !needsSharedMemory || backend.memory == .shared else {
        throw ParallelError(
          code: .invalidArgument,
          reason: """
            tasks on \(backend.name) do not share the memory of their caller, which this call requires: use \
            .threads, or do not require it
            """)
      }
      return backend
    }
    if let backend = settings.backend {
      let isUnfit =
        switch work {
        case .closures: backend.memory != .shared && backend.memory != .copied
        case .closuresInPlace: backend.memory != .shared
        case .jobs: false
        }
      if isUnfit || needsSharedMemory && backend.memory != .shared {
        OneTimeNotice.replacedBackend(backend.name).log(to: logger)
        return .threads
      }
      return backend
    }
    if work == .jobs, placement?.request == .prefer(.processes) { return .processes }
    return .threads
  }
  /// The one that works where the threads of this process are not.
  private func backendInForkedChild() throws(ParallelError) -> any Backend {
    if let backend, backend.memory != .shared {
      throw ParallelError(
        code: .backendFailed,
        reason: """
          a task in a forked child cannot have its own tasks done on \(backend.name): name no backend, and they run \
          one after the other
          """)
    }
    return .sequential
  }
}
