import Foundation
import MemoryMapping
import SystemPackage
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// In a process of its own: the spare segments are those of all threads.
@Suite struct SpareSegmentsTests {
  @Test func memoryIsUsedAgain() async {
    await #expect(processExitsWith: .success) {
      let size = 2 << 20
      var segment = SharedSegment.forValue(ofBytes: size)
      let (address, identity) = (segment?.base, segment?.identity)
      segment?.bytes[size - 1] = 9
      segment = nil
      segment = SharedSegment.forValue(ofBytes: size - 1000)
      #expect(segment?.base == address)
      #expect(segment?.identity != identity)
      #expect(segment?.bytes.count == size - 1000)
      #expect(segment?.isPrivate == true)
    }
  }

  @Test func memoryThatAnotherProcessHasIsNotUsedAgain() async {
    await #expect(processExitsWith: .success) {
      var segment = SharedSegment.forValue(ofBytes: 2 << 20)
      segment?.bytes[0] = 9
      let reader = try segment.map {
        try SharedSegment(
          receiving: try #require($0.file), identity: $0.identity, byteCount: 2 << 20, access: .readOnly)
      }
      segment?.willCross()
      segment = nil
      segment = SharedSegment.forValue(ofBytes: 2 << 20)
      segment?.bytes[0] = 1
      #expect(reader?.bytes[0] == 9)
    }
  }

  @Test func memoryOfBeforeAForkIsNotUsedAgain() async {
    await #expect(processExitsWith: .success) {
      let size = 2 << 20
      var kept = SharedSegment.forValue(ofBytes: size)
      kept?.bytes[0] = 1
      // A spare one, which parent and child have both.
      _ = SharedSegment.forValue(ofBytes: size)
      let child = inForkedChild {
        kept = nil
        let mine = (0..<4).compactMap { _ in SharedSegment.forValue(ofBytes: size) }
        for segment in mine { segment.bytes[0] = 2 }
        return Int32(mine.count)
      }
      #expect(child == 4)
      #expect(kept?.bytes[0] == 1)
      let mine = (0..<4).compactMap { _ in SharedSegment.forValue(ofBytes: size) }
      #expect(mine.count == 4 && mine.allSatisfy { $0.bytes[0] == 0 })
    }
  }

  @Test func otherSizesAreNotMixed() async {
    await #expect(processExitsWith: .success) {
      let address = SharedSegment.forValue(ofBytes: 4 << 20)?.base
      let small = SharedSegment.forValue(ofBytes: 2 << 20)
      #expect(small?.base != address)
      let large = SharedSegment.forValue(ofBytes: 8 << 20)
      #expect(large?.base != address)
      large?.bytes[(8 << 20) - 1] = 1
    }
  }

  /// A quarter of the descriptors may be taken by values; then these live on the heap.
  @Test func descriptorsAreLeftForOtherUses() async {
    await #expect(processExitsWith: .success) {
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      // What tests beside this one have open may be open here too.
      let quarter = try 25 + highestDescriptor()
      limit.rlim_cur = rlim_t(4 * quarter)
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      let segments = (0..<4 * quarter).compactMap { _ in SharedSegment.forValue(ofBytes: 1 << 20) }
      #expect(segments.count == quarter)
      #expect(throws: Never.self) { try SharedSegment(byteCount: 1) }
    }
  }

  @Test func spareMemoryGivesWayWhenDescriptorsRunOut() async {
    await #expect(processExitsWith: .success) {
      _ = [2, 3, 5, 8].map { SharedSegment.forValue(ofBytes: $0 << 20) }
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      limit.rlim_cur = try rlim_t(64 + highestDescriptor())
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      var open: [FileDescriptor] = []
      while let next = try? FileDescriptor.open("/dev/null", .readOnly) { open.append(next) }
      let segment = try SharedSegment(byteCount: 100)
      #expect(segment.bytes.count == 100)
      try open.forEach { try $0.close() }
    }
  }
}

/// The highest descriptor that this process has open.
private func highestDescriptor() throws -> Int {
  try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { Int($0) }.max() ?? 0
}
