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
