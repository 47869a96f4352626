extension Matrix {
  /// Creates a matrix from the rows of several, which all have the same number of columns.
  init(stacking blocks: [Matrix], columnCount: Int) {
    guard blocks.count != 1 else {
      self = blocks[0]
      return
    }
    self.init(rowCount: blocks.reduce(0) { $0 + $1.rowCount }, columnCount: columnCount) { target in
      var place = 0
      for block in blocks {
        block.withUnsafeElements { source in
          _ = UnsafeMutableBufferPointer(rebasing: target[place..<place + source.count])
            .initialize(from: source)
          place += source.count
        }
      }
    }
  }

  /// Creates a matrix from the columns of several, which all have the same number of rows.
  init(sideBySide parts: [Matrix]) {
    guard parts.count != 1 else {
      self = parts[0]
      return
    }
    let (rows, width) = (parts.first?.rowCount ?? 0, parts.reduce(0) { $0 + $1.columnCount })
    precondition(parts.allSatisfy { $0.rowCount == rows }, "matrices side by side have the same rows")
    self.init(rowCount: rows, columnCount: width) { target in
      var column = 0
      for part in parts {
        let own = part.columnCount
        part.withUnsafeElements { source in
          for row in 0..<rows {
            for inner in 0..<own {
              target.initializeElement(at: row * width + column + inner, to: source[row * own + inner])
            }
          }
        }
        column += own
      }
    }
  }
}

extension Matrix<Double> {
  /// The mean of several matrices of one shape, added up in their order.
  static func mean(of matrices: [Matrix]) -> Matrix {
    guard matrices.count != 1 else { return matrices[0] }
    var sum = matrices[0]
    sum.withUnsafeMutableElements { sum in
      for matrix in matrices.dropFirst() {
        matrix.withUnsafeElements { for index in sum.indices { sum[index] += $0[index] } }
      }
      let count = Double(matrices.count)
      for index in sum.indices { sum[index] /= count }
    }
    return sum
  }

  /// The column with the largest number of each row, the first of several that are equal.
  var largestColumns: Matrix {
    Matrix(
      column: (0..<rowCount).map { row in
        var best = 0
        for candidate in 0..<columnCount where self[row, candidate] > self[row, best] { best = candidate }
        return Double(best)
      })
  }

  /// For each place of matrices of one shape the number that most of them have there, the lowest of several.
  static func majority(of matrices: [Matrix]) -> Matrix {
    guard let first = matrices.first, matrices.count > 1 else { return matrices[0] }
    return Matrix(rowCount: first.rowCount, columnCount: first.columnCount) { target in
      for row in 0..<first.rowCount {
        for column in 0..<first.columnCount {
          target.initializeElement(
            at: row * first.columnCount + column, to: mostFrequent(matrices.map { $0[row, column] }))
        }
      }
    }
  }
}

/// The number that occurs most often, the lowest of several that do.
func mostFrequent(_ numbers: [Double]) -> Double {
  var best = (number: 0.0, count: 0)
  var start = 0
  let sorted = numbers.sorted()
  for index in sorted.indices where index + 1 == sorted.count || sorted[index + 1] != sorted[index] {
    let count = index + 1 - start
    if count > best.count { best = (sorted[index], count) }
    start = index + 1
  }
  return best.number
}
