#if os(Linux)
  import Parallelism
  import Testing

  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #endif

  /// Counts the threads that a math library would use, before, in, and after a forked child.
  ///
  /// It is a job, so that the process which loads the library is not that of the tests.
  struct CountingMathThreads: Job {
    var library: MathLibrary
    var innerThreads: Int?
    var isScope = false
    /// A variable that the library is not to see.
    var forgotten: String?

    func run() throws -> [Int32]? {
      if let forgotten { unsetenv(forgotten) }
      guard let count = library.load() else { return nil }
      let forks = Parallel(workers: 1, on: .forks, innerThreads: isScope ? nil : innerThreads)
      let before = count()
      let within = try withParallel(Parallel(innerThreads: isScope ? innerThreads : nil)) {
        try forks.map(0..<2) { _ in count() }
      }
      return [before] + within + [count()]
    }
  }

  enum MathLibrary: String, Codable, CaseIterable {
    case openMP = "libgomp.so.1"
    case openBLAS = "libopenblas.so.0"

    private var counter: String {
      switch self {
      case .openMP: "omp_get_max_threads"
      case .openBLAS: "openblas_get_num_threads"
      }
    }

    /// Loads it and returns what tells the number of its threads, if it is installed.
    func load() -> (@Sendable () -> Int32)? {
      guard let library = dlopen(rawValue, RTLD_NOW | RTLD_GLOBAL), let counter = dlsym(library, counter)
      else {
        return nil
      }
      // SAFETY: both libraries document functions of this type.
      return unsafeBitCast(counter, to: (@convention(c) @Sendable () -> Int32).self)
    }
  }

  @Suite(
    .timeLimit(.minutes(30)),
    .disabled(if: Sanitizers.includeThreads, "the thread sanitizer allows no fork of a process with threads"))
  struct MathThreadsTests {
    /// What a worker counts that was started with such an environment.
    private static func count(
      _ library: MathLibrary, with variables: [String: String] = [:], _ innerThreads: Int?,
      isScope: Bool = false,
      forgetting forgotten: String? = nil
    ) async throws -> [Int32]? {
      let backend = ProcessBackend(environment: ["OPENBLAS_NUM_THREADS": "3"].merging(variables) { $1 })
      defer { backend.shutDown() }
      return try await Parallel(workers: 1, on: backend).run([
        CountingMathThreads(
          library: library, innerThreads: innerThreads, isScope: isScope, forgotten: forgotten)
      ])[0]
    }

    @Test(arguments: [(nil, 4), (1, 1), (3, 3), (4, 4)] as [(Int?, Int32)], [false, true])
    func openMPUsesWhatTheCallSays(says: (innerThreads: Int?, expected: Int32), isScope: Bool) async throws {
      let counts = try await Self.count(
        .openMP, with: ["OMP_NUM_THREADS": "4"], says.innerThreads, isScope: isScope)
      guard let counts else { try Test.cancel("this machine has no OpenMP") }
      #expect(counts == [4, says.expected, says.expected, 4])
    }

    @Test(arguments: [(nil, 3), (1, 1), (2, 2)] as [(Int?, Int32)])
    func openBLASUsesWhatTheCallSays(innerThreads: Int?, expected: Int32) async throws {
      let counts = try await Self.count(.openBLAS, innerThreads)
      guard let counts else { try Test.cancel("this machine has no OpenBLAS") }
      let inherited = counts[0]
      let within = innerThreads == nil ? inherited : expected
      #expect(counts == [inherited, within, within, inherited])
    }

    @Test func openMPUsesOneThreadIfNobodySaysAnything() async throws {
      let counts = try await Self.count(.openMP, nil, forgetting: "OMP_NUM_THREADS")
      guard let counts else { try Test.cancel("this machine has no OpenMP") }
      #expect(counts == [counts[0], 1, 1, counts[0]])
    }
  }
#endif
