#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Runs a closure in a forked child, to which Swift gives no name, and tells what it returned there.
func inForkedChild(_ body: () -> Int32) -> Int32? {
  guard let symbol = dlsym(nil, "fork") else { return nil }
  // SAFETY: that is the type of the function of that name.
  let fork = unsafeBitCast(symbol, to: (@convention(c) () -> pid_t).self)
  let child = fork()
  if child == 0 { _exit(body()) }
  var status: Int32 = 0
  guard child > 0, waitpid(child, &status, 0) == child, status & 0x7f == 0 else { return nil }
  return status >> 8 & 0xff
}
