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

/// Gives back a matrix that its process keeps.
struct ReadingTable: Job {
  static let table = Matrix<Double>(rowCount: 140_000, columnCount: 1, repeating: 7)

  var number = 0
  func run() -> Matrix<Double> { Self.table }
}

struct CountingDescriptors: Job {
  var number = 0
  func run() -> Int { Holdings().descriptors }
}
