public import Parallelism

/// A Dask cluster: jobs run wherever its workers are.
///
/// ```swift
/// let parallel = Parallel(on: .dask(scheduler: "tls://cluster.example:8786", certificates: mine))
/// let roots = try await parallel.run(inputs.map(SquareRoot.init))
/// ```
///
/// Dask has the machines: it knows which there are, gives batches of jobs to those that are free, and gives them to
/// others when a machine is lost. On each of them jobs run in processes of this program. The program has to be there in
/// the same build: see ``program``.
///
/// A job may run more than once: when the connection to a machine is lost, nobody knows whether it has ended what it
/// was at, and somebody else begins anew. Give jobs nothing to do that must not happen twice.
///
/// The connection is made when the first call needs it, by a Python process beside this one, and kept until
/// ``shutDown()`` or the end of this process. It needs Python 3.10 or later with the package `distributed`. A call whose
/// cluster has no workers waits for the first.
///
/// A call that asks for all workers, or for as many as there are when it begins, gets every thread of the cluster's
/// workers, also those of workers that come while it runs; one that asks for less has no more batches on the cluster at a
/// time. <doc:ACluster> tells how to get a cluster, and what happens when a part of it dies.
public struct DaskCluster: Backend {
  /// Where the scheduler is.
  public var scheduler: DaskScheduler

  /// What this process shows to the cluster, and knows it by.
  ///
  /// With `nil` a scheduler at `tls://` is asked with what Dask's own configuration names.
  public var certificates: DaskCertificates?

  /// Whether a scheduler on another machine may be talked to without encryption.
  ///
  /// Whoever reaches such a scheduler, or a worker, can run programs there.
  public var isInsecure: Bool

  /// How workers come by this program.
  public var program: DaskProgram

  /// The Python that talks to the cluster: a path, or a name to be looked for as a shell does.
  public var python: String

  /// What the environment of jobs has besides, or instead of, that of the cluster's workers.
  ///
  /// The math libraries are told to use one thread each, or ``/Parallelism/Parallel/innerThreads``, unless it is said
  /// here how many.
  public var environment: [String: String]

  /// Whether a job that traps tells the calls that led to it, in ``/Parallelism/WorkerDeath/lastLines``.
  public var backtraces: Bool

  /// How long to try to reach the scheduler.
  public var patience: Duration

  /// Creates the backend; `.dask(scheduler:)` is shorter.
  ///
  /// - Parameters:
  ///   - scheduler: Where the scheduler is.
  ///   - certificates: What this process shows to the cluster, and knows it by.
  ///   - isInsecure: Whether a scheduler on another machine may be talked to without encryption.
  ///   - program: How workers come by this program.
  ///   - python: The Python that talks to the cluster.
  ///   - environment: What the environment of jobs has besides that of the cluster's workers.
  ///   - backtraces: Whether a job that traps tells the calls that led to it.
  ///   - patience: How long to try to reach the scheduler.
  public init(
    scheduler: DaskScheduler = .environment, certificates: DaskCertificates? = nil, isInsecure: Bool = false,
    program: DaskProgram = .sent, python: String = "python3", environment: [String: String] = [:],
    backtraces: Bool = false, patience: Duration = .seconds(10)
  ) {
    self.scheduler = scheduler
    self.certificates = certificates
    self.isInsecure = isInsecure
    self.program = program
    self.python = python
    self.environment = environment
    self.backtraces = backtraces
    self.patience = patience
  }

  /// `"dask"`.
  public var name: String { "dask" }

  /// A job sees nothing but itself, and writes to nothing that its caller sees.
  public var memory: BackendMemory { .remote }

  /// How many threads the cluster's workers have together.
  ///
  /// Before the first call that is not known, and the number is one that limits nothing.
  public var allWorkers: Int? {
    let threads = (try? BridgeSettings(self)).flatMap(Bridges.threads) ?? 0
    return threads > 0 ? threads : CallStateMachine.manyWorkers
  }

  /// Has tasks done on the cluster.
  ///
  /// - Throws: ``DaskError`` if the cluster cannot be had, does not run this program, or is lost.
  public func run(_ tasks: RemoteTasks, workers: Int) async throws {
    let settings = try BridgeSettings(self)
    let environment = jobEnvironment(innerThreads: tasks.innerThreads)
    // On a thread of its own: encoding computes, and waiting blocks.
    try await ThreadBackend().run(workers: 1) { _ in
      let bridge = try Bridges.bridge(settings)
      try DaskCall(tasks, workers: workers, over: bridge, environment: environment).run()
    }
  }

  /// Parts with the cluster.
  ///
  /// What calls have under way there is lost; a later call connects anew.
  public func shutDown() {
    guard let settings = try? BridgeSettings(self) else { return }
    Bridges.close(settings)
  }

  /// What the environment of jobs has besides that of the cluster's workers.
  func jobEnvironment(innerThreads: Int?) -> [String: String] {
    var variables = [
      "SWIFT_BACKTRACE": backtraces ? "enable=yes,color=no,interactive=no,output-to=stderr" : "enable=no"
    ]
    for name in Self.threadCounts { variables[name] = "\(innerThreads ?? 1)" }
    return variables.merging(environment) { $1 }
  }

  /// Where math libraries look for how many threads to use.
  private static let threadCounts = [
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS", "NUMEXPR_NUM_THREADS",
  ]
}

extension Backend where Self == DaskCluster {
  /// A Dask cluster: jobs run wherever its workers are.
  ///
  /// - Parameters:
  ///   - scheduler: Where the scheduler is.
  ///   - certificates: What this process shows to the cluster, and knows it by.
  ///   - insecure: Whether a scheduler on another machine may be talked to without encryption.
  ///   - program: How workers come by this program.
  /// - Returns: The backend.
  public static func dask(
    scheduler: DaskScheduler = .environment, certificates: DaskCertificates? = nil, insecure: Bool = false,
    program: DaskProgram = .sent
  ) -> DaskCluster {
    DaskCluster(scheduler: scheduler, certificates: certificates, isInsecure: insecure, program: program)
  }
}
