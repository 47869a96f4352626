import Exchange
import Parallelism

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `map` on forks.
enum ForkWorkloads {
  static let all: [String: Workload] = ["call": call]

  /// So many tasks on two children, beside `resident` bytes in a shared mapping.
  private static func call(_ request: Request) async throws -> Double {
    let count = try request["tasks"]
    let memory = try SharedMemory.touched(bytes: try request["resident"])
    return try await nanosecondsOfCall(request) {
      let first = try await Parallel(workers: 2, on: .forks).map(0..<count) { memory[$0] }
      precondition(first.count == count)
    }
  }
}

/// A shared mapping that is kept for the next request of the same size.
enum SharedMemory {
  // SAFETY: requests are answered one at a time.
  nonisolated(unsafe) private static var kept: UnsafeRawBufferPointer?

  static func touched(bytes: Int) throws -> Bytes {
    if let kept, kept.count == bytes { return Bytes(bytes: kept) }
    let address = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)
    guard let address, address != MAP_FAILED else { throw Unmeasurable("no mapping of \(bytes) bytes") }
    memset(address, 1, bytes)
    let memory = UnsafeRawBufferPointer(start: address, count: bytes)
    kept = memory
    return Bytes(bytes: memory)
  }

  // SAFETY: the mapping is written before anyone has it, and never unmapped.
  struct Bytes: @unchecked Sendable {
    let bytes: UnsafeRawBufferPointer

    subscript(index: Int) -> UInt8 { bytes[index] }
  }
}
