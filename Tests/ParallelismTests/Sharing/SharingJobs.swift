import Arrays
import MemoryMapping
import Parallelism

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Where a job has found a value, and a sum of it.
struct Sighting: Codable, Sendable, Hashable {
  var process: Int
  var address: UInt
  var sum: Double
}

/// Sums some rows of a matrix.
struct SummingRows: Job {
  var matrix: Matrix<Double>
  var rows: Range<Int>

  func run() -> Sighting {
    matrix.withUnsafeElements { elements in
      var sum = 0.0
      for index in rows.lowerBound * matrix.columnCount..<rows.upperBound * matrix.columnCount {
        sum += elements[index]
      }
      return Sighting(process: Int(getpid()), address: UInt(bitPattern: elements.baseAddress), sum: sum)
    }
  }
}

struct SummingShared: Job {
  var values: Shared<[Double]>
  var part: Range<Int>

  func run() -> Sighting {
    values.value.withUnsafeBufferPointer { values in
      var sum = 0.0
      for index in part { sum += values[index] }
      return Sighting(process: Int(getpid()), address: UInt(bitPattern: values.baseAddress), sum: sum)
    }
  }
}

/// Gives back what it was given.
struct Echo<Value: Codable & Sendable>: Job {
  var value: Value
  func run() -> Value { value }
}

struct FillingRow: Job {
  var row: Int
  var table: SharedMatrix<Double>

  func run() -> Int {
    table.withUnsafeMutableRow(row) { $0.update(repeating: Double(row)) }
    return row
  }
}

/// Writes to what it was given and tells what that has become.
struct Scribbling: Job {
  var matrix: Matrix<Double>
  var number: Double

  func run() -> [Double] {
    var own = matrix
    let before = own.withUnsafeElements { $0.baseAddress }
    own[0, 0] = number
    let after = own.withUnsafeElements { $0.baseAddress }
    return [matrix[0, 0], own[0, 0], own[0, 1], before == after ? 1 : 0]
  }
}

/// Writes to what it was given, which nobody else in its process has.
struct Consuming: Job {
  struct Result: Codable, Sendable { var isInPlace: Bool; var sum: Double }
  let box: Box

  /// Holds the only reference to a matrix.
  ///
  /// SAFETY: the job that has decoded the box runs alone.
  final class Box: Codable, @unchecked Sendable {
    var matrix: Matrix<Double>
    init(_ matrix: Matrix<Double>) { self.matrix = matrix }
  }

  func run() -> Result {
    let before = box.matrix.withUnsafeElements { $0.baseAddress }
    box.matrix[0, 0] += 1
    let after = box.matrix.withUnsafeElements { $0.baseAddress }
    return Result(
      isInPlace: before == after, sum: box.matrix.withUnsafeElements { $0.reduce(0, +) })
  }
}

struct MakingMatrix: Job {
  var rowCount: Int
  func run() -> Matrix<Double> { Matrix(rowCount: rowCount, columnCount: 8, repeating: Double(rowCount)) }
}

struct CountingDescriptors: Job {
  var number = 0
  func run() -> Int { (0..<1024).count { fcntl(Int32($0), F_GETFD) >= 0 } }
}

/// The memory of a process, in bytes, as the kernel tells it.
struct MemoryUse: Codable, Sendable {
  var own: Int
  var shared: Int

  init(of process: String = "self") {
    own = 0
    shared = 0
    guard let file = fopen("/proc/\(process)/smaps_rollup", "r") else { return }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), file) != nil {
      let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        .split(separator: " ")
      guard words.count > 1, let size = Int(words[1]) else { continue }
      if words[0].hasPrefix("Private_") { own += size << 10 }
      if words[0].hasPrefix("Shared_") { shared += size << 10 }
    }
  }
}

struct MeasuringMemory: Job {
  var number = 0
  func run() -> [Int] { [Int(getpid()), MemoryUse().own] }
}
