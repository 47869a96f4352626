/// What two calls must have in common to use the same workers.
struct WorkerKey: Hashable {
  /// What is added to the inherited environment of a worker, each as `NAME=value`, sorted.
  let environment: [String]

  /// The working folder in which the workers were started.
  let folder: String

  /// Of which backend the workers are, without what single calls ask for.
  private let own: [String]

  /// The key of the workers that a call may use.
  ///
  /// - Parameters:
  ///   - backend: The backend.
  ///   - innerThreads: How many threads a math library may use within one job, if the call has said so.
  ///   - folder: The working folder.
  ///   - inherited: The value of a variable of this process.
  init(
    _ backend: ProcessBackend, innerThreads: Int?, folder: String,
    inherited: (String) -> String? = Environment.value
  ) {
    own = backend.environment.map { "\($0.key)=\($0.value)" }.sorted() + ["\(backend.backtraces)"]
    self.folder = folder
    var variables = backend.environment
    func set(_ name: String, to value: String) {
      if variables[name] == nil { variables[name] = value }
    }
    for name in Self.threadCounts where innerThreads != nil || inherited(name) == nil {
      set(name, to: "\(innerThreads ?? 1)")
    }
    if backend.backtraces {
      set("SWIFT_BACKTRACE", to: "enable=yes,color=no,interactive=no,output-to=stderr")
    } else if inherited("SWIFT_BACKTRACE") == nil {
      // A report of each trap would delay the end of the worker.
      set("SWIFT_BACKTRACE", to: "enable=no")
    }
    environment = variables.map { "\($0.key)=\($0.value)" }.sorted()
  }

  /// The key for a call made here, which costs little if it is that of the call before.
  static func known(_ backend: ProcessBackend, innerThreads: Int?) -> WorkerKey {
    let question = Question(backend: backend, innerThreads: innerThreads, folder: Environment.folder)
    return last.withLock { last in
      if let last, last.question == question { return last.key }
      let key = WorkerKey(backend, innerThreads: innerThreads, folder: question.folder)
      last = (question, key)
      return key
    }
  }

  private struct Question: Equatable {
    let environment: [String: String]
    let backtraces: Bool
    let innerThreads: Int?
    let folder: String

    init(backend: ProcessBackend, innerThreads: Int?, folder: String) {
      environment = backend.environment
      backtraces = backend.backtraces
      self.innerThreads = innerThreads
      self.folder = folder
    }
  }

  private static let last = Locked<(question: Question, key: WorkerKey)?>(nil)

  /// Whether these are workers of calls with such a backend.
  func isOf(_ backend: ProcessBackend) -> Bool {
    let other = WorkerKey(backend, innerThreads: nil, folder: Environment.folder)
    return own == other.own && folder == other.folder
  }

  /// Where math libraries look for how many threads to use.
  private static let threadCounts = [
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
  ]
}
