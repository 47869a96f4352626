/// What two calls must have in common to use the same workers.
struct WorkerKey: Hashable {
  /// The backend's additions to the environment, sorted.
  let environment: [String]

  /// The working folder in which the workers were started.
  let folder: String

  init(_ backend: ProcessBackend, folder: String) {
    environment = backend.environment.map { "\($0.key)=\($0.value)" }.sorted()
    self.folder = folder
  }

  /// Variables that make the math libraries of a worker use one thread, and keep Swift from writing a long report
  /// when it traps, which would delay its end.
  private static let defaults = [
    "OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1", "MKL_NUM_THREADS=1", "BLIS_NUM_THREADS=1",
    "VECLIB_MAXIMUM_THREADS=1", "SWIFT_BACKTRACE=enable=no",
  ]

  /// What is added to the inherited environment of a worker.
  var additions: [String] {
    let set = Set(environment.map(Self.name))
    return environment
      + Self.defaults.filter { !set.contains(Self.name($0)) && !Environment.contains(Self.name($0)) }
  }

  private static func name(_ variable: String) -> String {
    String(variable.prefix { $0 != "=" })
  }
}
