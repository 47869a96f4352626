import Testing

@testable import Parallelism

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

struct HardwareTests {
  @Test func theCountIsPositiveAndNoMoreThanTheMachineHas() {
    #expect(Hardware.processorCount >= 1)
    #expect(Hardware.processorCount <= max(1, sysconf(Int32(_SC_NPROCESSORS_CONF))))
  }

  #if canImport(Glibc)
    @Test func affinityCounts() async throws {
      // Glibc's header hides these from Swift.
      typealias Affinity = @convention(c) (pid_t, Int, UnsafeMutableRawPointer) -> CInt
      let get = try unsafeBitCast(#require(dlsym(nil, "sched_getaffinity")), to: Affinity.self)
      let set = try unsafeBitCast(#require(dlsym(nil, "sched_setaffinity")), to: Affinity.self)
      // On a thread of our own, and put back there: an affinity belongs to a thread.
      let counts = try await Parallel(workers: 1).map(0..<1) { _ in
        var allowed = [UInt64](repeating: 0, count: 1024)
        let size = allowed.count * 8
        #expect(get(0, size, &allowed) == 0)
        defer { _ = set(0, size, &allowed) }
        let word = allowed.firstIndex { $0 != 0 } ?? 0
        var first = [UInt64](repeating: 0, count: allowed.count)
        first[word] = allowed[word] & (~allowed[word] &+ 1)
        #expect(set(0, size, &first) == 0)
        return Hardware.processorCount
      }
      #expect(counts == [1])
    }
  #endif
}
