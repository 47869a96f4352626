import Arrays
import MemoryMapping
import Testing

@testable import Parallelism

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Each test in a process of its own, whose memory and children are nobody else's.
@Suite(.serialized, .timeLimit(.minutes(30))) struct SharedMemoryUseTests {
  /// A segment counts as its maker's own until another process maps it: the first job is not measured.
  @Test(
    .disabled(if: Sanitizers.includeThreads, "what the thread sanitizer notes of memory counts as memory"))
  func aMatrixIsNotCopied() async {
    await #expect(processExitsWith: .success) {
      let (rowCount, columnCount) = (100_000, 512)  // 400 MB, a row a page
      let matrix = Matrix<Double>(rowCount: rowCount, columnCount: columnCount, repeating: 1)
      let parallel = Parallel(workers: 2, on: .processes, batching: .size(1))
      let meeting = NamedPipe(isRead: false)
      let workers = try await parallel.run([true, false].map { Encounter(path: meeting.path, reads: $0) })
      let first = TouchingPages(matrix: matrix, rows: 0..<rowCount)
      #expect(try await parallel.run([first])[0].sum == Double(rowCount))
      let processes = ["self"] + workers.map(String.init)
      let before = processes.map { MemoryUse(of: $0) }
      let sightings = try await parallel.run((0..<8).map { _ in first })
      #expect(sightings.allSatisfy { $0.sum == Double(rowCount) })
      for (process, before) in zip(processes, before) {
        let after = MemoryUse(of: process)
        #expect(before.own > 0 && after.own > 0)
        #expect(after.own - before.own < 5 << 20, "\(process): \(before) \(after)")
      }
      #expect(Set(sightings.map(\.process)).isSubset(of: Set(workers)))
      for (_, own) in Dictionary(grouping: sightings, by: \.process) {
        #expect(Set(own.map(\.address)).count == 1)
      }
    }
  }
}

/// Looks at one number of each page.
struct TouchingPages: Job {
  var matrix: Matrix<Double>
  var rows: Range<Int>

  func run() -> Sighting {
    matrix.withUnsafeElements { elements in
      var sum = 0.0
      for row in rows { sum += elements[row * matrix.columnCount] }
      return Sighting(process: Int(getpid()), address: UInt(bitPattern: elements.baseAddress), sum: sum)
    }
  }
}
