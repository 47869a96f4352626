/// Finds the training rows that are nearest to each of other rows.
///
/// Products of blocks of rows tell roughly how far all are away; only those that may be among the nearest are measured
/// exactly. So the result does not depend on how products are rounded: it is the exact one, and of rows that are equally
/// far the first counts. Where columns are far from zero beside their spread, products tell less and more is measured.
struct NeighborSearch {
  /// A training row and the square of its distance.
  struct Neighbor {
    let row: Int
    let squaredDistance: Double

    fileprivate func isNearer(than other: Neighbor) -> Bool {
      (squaredDistance, row) < (other.squaredDistance, other.row)
    }
  }

  private let rows: Matrix<Double>
  /// The sum of the squares of each row.
  private let squares: [Double]

  /// - Complexity: O(*n* *p*) time, O(*n*) memory.
  init(_ rows: Matrix<Double>) {
    self.rows = rows
    squares = rows.withUnsafeElements { elements in
      (0..<rows.rowCount).map { row in
        let width = rows.columnCount
        return elements[row * width..<(row + 1) * width].reduce(0) { $0 + $1 * $1 }
      }
    }
  }

  /// Visits the rows of features in order, each with its nearest training rows, the nearest first.
  ///
  /// A row that holds a NaN, or is so far from all that squares overflow, is visited with none.
  ///
  /// - Complexity: O(*m* *n* *p*) time for *m* rows of features, *n* training rows and *p* columns.
  func forEachRow(
    of features: Features, nearest count: Int, _ body: (_ row: Int, _ neighbors: [Neighbor]) -> Void
  ) {
    precondition(count > 0 && count <= rows.rowCount, "there are not so many neighbors")
    let width = rows.columnCount
    var block = [Double](repeating: 0, count: blockRows * width)
    var products = [Double](repeating: 0, count: blockRows * min(blockNeighbors, rows.rowCount))
    features.forEachRowBlock(of: blockRows) { values in
      for row in 0..<values.rowCount {
        let numbers = values.row(row)
        for column in 0..<width { block[row * width + column] = numbers[column] }
      }
      var nearest = [NearestRows](repeating: NearestRows(capacity: count), count: values.rowCount)
      for start in stride(from: 0, to: rows.rowCount, by: blockNeighbors) {
        let range = start..<min(start + blockNeighbors, rows.rowCount)
        multiply(block, rowCount: values.rowCount, with: range, into: &products)
        for row in 0..<values.rowCount {
          let numbers = values.row(row)
          let square = block[row * width..<(row + 1) * width].reduce(0) { $0 + $1 * $1 }
          for index in range {
            let estimate = square + squares[index] - 2 * products[row * range.count + index - start]
            // Each of the three sums has an error of at most its length times the last digit of what it sums.
            let error = Double(4 * (width + 2)) * Double.ulpOfOne * (square + squares[index])
            // Not the other way round: what is not a number is measured too.
            if estimate - error > nearest[row].limit { continue }
            nearest[row].insert(
              Neighbor(row: index, squaredDistance: squaredDistance(of: index, from: numbers)))
          }
        }
      }
      for row in 0..<values.rowCount {
        let neighbors = nearest[row].sorted
        let areNear = neighbors[0].squaredDistance.isFinite
        body(values.rows.lowerBound + row, areNear ? neighbors : [])
      }
    }
  }

  private func squaredDistance(of row: Int, from values: UnsafeBufferPointer<Double>) -> Double {
    rows.withUnsafeElements { elements in
      var sum = 0.0
      for column in values.indices {
        let difference = elements[row * values.count + column] - values[column]
        sum += difference * difference
      }
      return sum
    }
  }

  private func multiply(
    _ block: [Double], rowCount: Int, with range: Range<Int>, into products: inout [Double]
  ) {
    let width = rows.columnCount
    block.withUnsafeBufferPointer { block in
      rows.withUnsafeElements { elements in
        products.withUnsafeMutableBufferPointer {
          LinearAlgebra.multiply(
            block, rowCount: rowCount, columnCount: width,
            by: UnsafeBufferPointer(rebasing: elements[range.lowerBound * width..<range.upperBound * width]),
            isTransposed: true, outputCount: range.count, into: $0)
        }
      }
    }
  }
}

/// The nearest of the training rows that were seen: a heap with the farthest of them on top.
///
/// Source: J. W. J. Williams, “Algorithm 232: Heapsort”, Communications of the ACM 7 (1964).
private struct NearestRows {
  private let capacity: Int
  private var heap: [NeighborSearch.Neighbor] = []

  init(capacity: Int) {
    self.capacity = capacity
  }

  /// The squared distance above which a row is none of the nearest.
  var limit: Double { heap.count < capacity ? .infinity : heap[0].squaredDistance }

  var sorted: [NeighborSearch.Neighbor] { heap.sorted { $0.isNearer(than: $1) } }

  mutating func insert(_ neighbor: NeighborSearch.Neighbor) {
    if heap.count < capacity {
      heap.append(neighbor)
      var place = heap.count - 1
      while place > 0, heap[(place - 1) / 2].isNearer(than: heap[place]) {
        heap.swapAt(place, (place - 1) / 2)
        place = (place - 1) / 2
      }
    } else if neighbor.isNearer(than: heap[0]) {
      heap[0] = neighbor
      var place = 0
      while true {
        var farthest = place
        for child in [2 * place + 1, 2 * place + 2]
        where child < heap.count && heap[farthest].isNearer(than: heap[child]) {
          farthest = child
        }
        guard farthest != place else { return }
        heap.swapAt(place, farthest)
        place = farthest
      }
    }
  }
}

/// Rows whose neighbors are looked for together.
private let blockRows = 64

/// Training rows that are compared with them at a time.
private let blockNeighbors = 1024
