import Foundation
import Modeling
import Testing

@Suite struct SparseFeaturesTests {
  /// 40 rows of 6 columns, in which a third of the numbers is not 0.
  private static let dense: Matrix<Double> = {
    var matrix = Matrix<Double>(rowCount: 40, columnCount: 6, repeating: 0)
    for row in 0..<40 {
      for column in 0..<6 where (row + 2 * column) % 3 == 0 {
        matrix[row, column] = Double(row * 6 + column) / 7
      }
    }
    return matrix
  }()

  /// Twice the same numbers, dense and sparse, in both precisions.
  private static let pairs: [(Features, Features)] = [
    (dense.features, SparseMatrix(dense).features),
    (Matrix<Float>(dense).features, SparseMatrix(Matrix<Float>(dense)).features),
  ]

  private func requireSame(_ dense: Features, _ sparse: Features) {
    #expect((dense.rowCount, dense.columnCount) == (sparse.rowCount, sparse.columnCount))
    #expect(!dense.isSparse && sparse.isSparse)
    #expect(dense.precision == sparse.precision)
    #expect(dense.matrix() == sparse.matrix())
    #expect(dense[0, 1] == sparse[0, 1] && dense[3, 0] == sparse[3, 0])
    var blocks: [[[Double]]] = [[], []]
    for (index, features) in [dense, sparse].enumerated() {
      features.forEachRowBlock(of: 7) { block in
        for row in 0..<block.rowCount { blocks[index].append(Array(block.row(row))) }
      }
    }
    #expect(blocks[0] == blocks[1])
  }

  @Test(arguments: pairs) func sparseFeaturesReadAsDenseOnes(dense: Features, sparse: Features) throws {
    requireSame(dense, sparse)
    let rows = RangeSet([2..<5, 9..<30])
    requireSame(dense.rows(rows), sparse.rows(rows))
    requireSame(dense.columns([4, 1, 1]), sparse.columns([4, 1, 1]))
    requireSame(
      dense.columns([5, 0, 2]).rows(rows).rows(RangeSet(1..<10)),
      sparse.columns([5, 0, 2]).rows(rows).rows(RangeSet(1..<10)))
    let decoded = try JSONDecoder().decode(Features.self, from: JSONEncoder().encode(sparse.rows(rows)))
    requireSame(dense.rows(rows), decoded)
  }

  @Test(arguments: pairs) func storedNumbersAreVisited(dense: Features, sparse: Features) {
    var counts = [0, 0]
    var sums = [0.0, 0.0]
    for (index, features) in [dense, sparse].enumerated() {
      features.forEachStored { row, column, value in
        counts[index] += 1
        sums[index] += value
        #expect(value == dense[row, column])
      }
    }
    #expect(counts[0] == 240)
    // Of 240 places 80 have a number, of which the first is 0.
    #expect(counts[1] == 79)
    #expect(sums[0] == sums[1])
  }

  @Test func aStoredNumberThatIsNotFiniteIsFound() throws {
    var matrix = Self.dense
    matrix[30, 4] = .nan
    let data = try Dataset(
      features: SparseMatrix(matrix), target: Array(repeating: 1, count: 40),
      featureNames: ["a", "b", "c", "d", "e", "f"])
    let error = #expect(throws: ModelingError.self) { try data.requireFinite() }
    #expect(error?.message.contains("NaN in row 30 (counted from 0), column “e”") == true)
    let part = #expect(throws: ModelingError.self) {
      try data.rows(RangeSet(25..<40)).features.requireFinite(firstRow: 25)
    }
    #expect(part?.message.contains("NaN in row 30, column 4") == true)
    try data.rows(RangeSet(0..<30)).requireFinite()
  }
}
