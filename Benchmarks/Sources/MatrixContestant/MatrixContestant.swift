import Ensembles
import Exchange
import Parallelism

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Sums some rows of a matrix.
struct SumRows: Job {
  var matrix: Matrix<Double>
  var rows: Range<Int>

  func run() -> Double {
    matrix.withUnsafeElements { elements in
      elements[rows.lowerBound * matrix.columnCount..<rows.upperBound * matrix.columnCount].reduce(0, +)
    }
  }
}

/// A large matrix to a few tasks, on threads or, as the argument says, on processes.
@main
struct MatrixContestant {
  static func main() async {
    switch CommandLine.arguments.dropFirst().first {
    case "threads":
      await answerRequests(
        as: "threads", with: ["array": { try await sum($0, on: Parallel(workers: 2, on: .threads)) }])
    case "processes":
      await answerRequests(
        as: "processes", with: ["array": { try await sum($0, on: Parallel(workers: 2, on: .processes)) }])
    default:
      print("usage: MatrixContestant threads|processes")
      exit(2)
    }
  }

  /// Nanoseconds of a call in whose workers the matrix is mapped already or, if `fresh` is 1, is not.
  private static func sum(_ request: Request, on parallel: Parallel) async throws -> Double {
    let (tasks, columnCount) = (try request["tasks"], 100)
    let rowCount = try request["bytes"] / MemoryLayout<Double>.stride / columnCount
    let matrix = Matrix<Double>(rowCount: rowCount, columnCount: columnCount, repeating: 1)
    let jobs = (0..<tasks).map {
      SumRows(matrix: matrix, rows: rowCount * $0 / tasks..<rowCount * ($0 + 1) / tasks)
    }
    if try request["fresh"] == 1 {
      // The workers have begun, but have not seen the matrix.
      _ = try await parallel.run([SumRows(matrix: Matrix(column: [1]), rows: 0..<1)])
    } else {
      _ = try await parallel.run(jobs)
      _ = try await parallel.run(jobs)
    }
    return try await nanoseconds {
      let sums = try await parallel.run(jobs)
      precondition(sums.reduce(0, +) == Double(rowCount * columnCount))
    }
  }
}
