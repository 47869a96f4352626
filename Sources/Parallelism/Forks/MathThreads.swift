#if canImport(Darwin)
  private import Darwin
#elseif canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#endif

/// How many threads the math libraries of this program use in a forked child.
struct MathThreads: Sendable {
  private typealias Getter = @convention(c) @Sendable () -> Int32
  private typealias Setter = @convention(c) @Sendable (Int32) -> Void

  private var settings: [(get: Getter, set: Setter, count: Int32)] = []

  /// Looks for the libraries that this process has loaded.
  ///
  /// - Parameters:
  ///   - innerThreads: How many threads a library may use within one task, if the caller has said so.
  ///   - inherited: The value of a variable of this process.
  init(_ innerThreads: Int?, inherited: (String) -> String? = Environment.value) {
    // One thread is what spares OpenMP its team, which a child does not have.
    let leavesOpenMP = innerThreads == nil && inherited("OMP_NUM_THREADS") != nil
    if !leavesOpenMP { add("omp_get_max_threads", "omp_set_num_threads", innerThreads ?? 1) }
    if let innerThreads { add("openblas_get_num_threads", "openblas_set_num_threads", innerThreads) }
  }

  /// Those of a program that has no such library.
  init() {}

  private mutating func add(_ getter: String, _ setter: String, _ count: Int) {
    let program = dlopen(nil, RTLD_NOW)
    defer { if let program { dlclose(program) } }
    guard let get = dlsym(program, getter), let set = dlsym(program, setter) else { return }
    // SAFETY: whoever defines functions of these names gives them the types that their libraries document.
    settings.append(
      (unsafeBitCast(get, to: Getter.self), unsafeBitCast(set, to: Setter.self), Int32(clamping: count)))
  }

  /// Tells the libraries, in a child.
  ///
  /// It takes no lock of this process.
  func set() {
    for setting in settings where setting.get() != setting.count { setting.set(setting.count) }
  }
}
