/// The number of threads that a library's OpenMP starts where it is not told otherwise, which is a setting of the thread
/// that calls the library.
///
/// Libraries have places where no parameter of theirs reaches: XGBoost reads a model on all cores. Threads that were
/// started once are waited for ever after in a forked child, which has none of them.
struct OpenMPThreads: Sendable {
  private let maximum: (@convention(c) () -> Int32)?
  private let setMaximum: (@convention(c) (Int32) -> Void)?

  /// Takes the functions of the OpenMP that a library was linked with, if it was.
  init(of library: NativeLibrary) {
    maximum = try? library.function("omp_get_max_threads")
    setMaximum = try? library.function("omp_set_num_threads")
  }

  /// Runs a closure, in which the calling thread is the only one.
  func withOne<Result>(_ body: () throws -> Result) rethrows -> Result {
    guard let maximum, let setMaximum else { return try body() }
    let before = maximum()
    setMaximum(1)
    defer { setMaximum(before) }
    return try body()
  }
}
