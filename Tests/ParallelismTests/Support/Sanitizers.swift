#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What the tests run under.
enum Sanitizers {
  /// The thread sanitizer ends a process that forks while it has threads.
  static let includeThreads = dlsym(dlopen(nil, RTLD_NOW), "__tsan_init") != nil
}
