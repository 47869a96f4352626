/// Puts the output of a layer together from the predictions of its fits.
struct OutputAssembly {
  private let layer: FittedLayer
  private let rows: RangeSet<Int>
  private let places: RowRanges
  private let firstColumns: [[Int]]
  private var matrix: Matrix<Double>

  init(layer: FittedLayer, rows: RangeSet<Int>) {
    self.layer = layer
    self.rows = rows
    places = RowRanges(rows)
    firstColumns = layer.firstColumns
    matrix = Matrix(
      rowCount: places.count, columnCount: layer.columnNames.count, repeating: 0)
  }

  /// Copies the propagated columns of the layer's input.
  mutating func propagate(from features: Features) {
    guard !layer.propagatedColumns.isEmpty else { return }
    copy(features.rows(rows).columns(layer.propagatedColumns).matrix(), rows: rows, column: 0)
  }

  /// Writes the predictions of one fit.
  ///
  /// - Parameters:
  ///   - predictions: One row for each of `rows`, in order.
  ///   - rows: Rows of the layer's input, among those that have an output.
  ///   - learner: The place of the learner in the layer.
  ///   - partition: The place of its partition.
  mutating func write(_ predictions: Matrix<Double>, rows: RangeSet<Int>, learner: Int, partition: Int) {
    copy(predictions, rows: rows, column: firstColumns[learner][partition])
  }

  func finished() -> LayerOutput {
    LayerOutput(layer: layer.name, columnNames: layer.columnNames, rows: rows, matrix: matrix)
  }

  private mutating func copy(_ source: Matrix<Double>, rows: RangeSet<Int>, column: Int) {
    let (width, stride) = (source.columnCount, matrix.columnCount)
    precondition(source.rowCount == RowRanges(rows).count && column + width <= stride, "no such place")
    let places = places
    var sourceRow = 0
    matrix.withUnsafeMutableElements { target in
      source.withUnsafeElements { source in
        for range in rows.ranges {
          let first = places.place(of: range.lowerBound)
          for offset in 0..<range.count {
            for inner in 0..<width {
              target[(first + offset) * stride + column + inner] = source[sourceRow * width + inner]
            }
            sourceRow += 1
          }
        }
      }
    }
  }
}
