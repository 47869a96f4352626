#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Keeps the calling thread until a condition holds that no thread can be woken for.
func wait(until condition: () -> Bool) {
  while !condition() { sched_yield() }
}

/// Lets others go on until a condition holds that nobody can be woken for.
///
/// A test that kept its thread instead would keep one of the cooperative pool, of which there may be two: a few such
/// tests at once, and what they wait for never gets one.
func wait(until condition: () -> Bool) async {
  while !condition() { await Task.yield() }
}
