internal import MemoryMapping

/// What the fits of a layer predict, written to by all of them at once, in whichever process they run.
///
/// There is one matrix for each repetition of the folds; each has the columns of the layer's input that are propagated,
/// then those of the learners.
struct PredictionTable: Sendable {
  private let float: [SharedMatrix<Float>]
  private let double: [SharedMatrix<Double>]
  private let outputRows: RowSelection

  /// Whether tasks are on other machines: each of them writes to a table of its own, and sends back what it has written.
  let isRemote: Bool

  /// Creates a table of zeros.
  ///
  /// - Throws: `SharedMemoryError` with shape and size if the system refuses the memory.
  init(
    rows: RangeSet<Int>, columnCount: Int, repetitions: Int, precision: Precision, isRemote: Bool = false
  ) throws {
    try self.init(
      rows: RowSelection(rows), columnCount: columnCount, repetitions: repetitions, precision: precision,
      isRemote: isRemote)
  }

  private init(rows: RowSelection, columnCount: Int, repetitions: Int, precision: Precision, isRemote: Bool)
    throws
  {
    outputRows = rows
    self.isRemote = isRemote
    let rowCount = outputRows.rows.count
    func matrices<Element>(_ wanted: Precision, of _: Element.Type) throws -> [SharedMatrix<Element>] {
      guard precision == wanted else { return [] }
      do {
        return try (0..<repetitions).map { _ in try SharedMatrix(rowCount: rowCount, columnCount: columnCount)
        }
      } catch let error as SharedMemoryError {
        throw SharedMemoryError(
          operation: "make room for \(rowCount)×\(columnCount) predictions, which take "
            + "\(rowCount * columnCount * MemoryLayout<Element>.stride) bytes",
          reason: error.reason)
      }
    }
    float = try matrices(.float, of: Float.self)
    double = try matrices(.double, of: Double.self)
  }

  /// The table of a process of this machine.
  private init(float: [SharedMatrix<Float>], double: [SharedMatrix<Double>], rows: RowSelection) {
    self.float = float
    self.double = double
    outputRows = rows
    isRemote = false
  }

  /// The matrices, one for each repetition.
  var repetitions: Repetitions { double.isEmpty ? .float(float) : .double(double) }

  enum Repetitions {
    case float([SharedMatrix<Float>])
    case double([SharedMatrix<Double>])
  }

  /// Where rows of the data stand in the table: ranges of places, in the order of the rows.
  ///
  /// - Parameter rows: Rows that have a prediction.
  /// - Returns: The places.
  func places(of rows: RowRanges) -> RowRanges {
    RowRanges(
      rows.ranges.map { range in
        let start = outputRows.rows.place(of: range.lowerBound)
        return start..<start + range.count
      })
  }

  /// Writes a block of predictions.
  ///
  /// - Parameters:
  ///   - block: The predictions.
  ///   - places: The rows of the table that they belong to, after as many as `skipped`.
  ///   - skipped: The number of places before the first of them.
  ///   - column: The first column that they belong to.
  ///   - repetition: Which matrix they belong to.
  func write(
    _ block: Matrix<Double>, at places: RowRanges, skipping skipped: Int, column: Int, repetition: Int
  ) {
    write(
      block, from: 0, at: places, skipping: skipped, columns: column..<column + block.columnCount,
      repetition: repetition)
  }

  /// Writes some neighbouring columns of a block of predictions.
  ///
  /// - Parameters:
  ///   - block: The predictions.
  ///   - source: The first column of the block that is written.
  ///   - places: The rows of the table that they belong to, after as many as `skipped`.
  ///   - skipped: The number of places before the first of them.
  ///   - columns: The columns that they belong to.
  ///   - repetition: Which matrix they belong to.
  func write(
    _ block: Matrix<Double>, from source: Int, at places: RowRanges, skipping skipped: Int,
    columns: Range<Int>, repetition: Int
  ) {
    switch repetitions {
    case .float(let matrices):
      matrices[repetition].write(block, from: source, at: places, skipping: skipped, columns: columns)
    case .double(let matrices):
      matrices[repetition].write(block, from: source, at: places, skipping: skipped, columns: columns)
    }
  }

  /// Writes the columns of the layer's input that come first.
  ///
  /// - Parameters:
  ///   - columns: Which columns these are.
  ///   - input: All that the layer sees.
  ///   - rows: Rows that have a prediction.
  /// - Throws: `ModelingError` if a number is too large for the precision of the table.
  func write(propagated columns: [Int], of input: Features, rows: RangeSet<Int>) throws {
    guard !columns.isEmpty else { return }
    let features = input.rows(rows).columns(columns)
    let places = places(of: RowRanges(rows))
    for start in stride(from: 0, to: features.rowCount, by: predictionBlockLength) {
      let block = start..<min(start + predictionBlockLength, features.rowCount)
      let numbers: Matrix<Double> = features.rows(RangeSet(block)).matrix()
      try numbers.requireRepresentable(in: shape.precision, propagating: columns)
      write(numbers, at: places, skipping: start, column: 0, repetition: 0)
    }
  }

  /// The predictions of some rows, for a score of them.
  func predictions(at places: RowRanges, columns: Range<Int>, repetition: Int) -> Matrix<Double> {
    switch repetitions {
    case .float(let matrices): matrices[repetition].block(at: places, columns: columns)
    case .double(let matrices): matrices[repetition].block(at: places, columns: columns)
    }
  }
}

extension PredictionTable: Codable {
  private enum CodingKeys: String, CodingKey {
    case rows, float, double, shape
  }

  /// What a task needs to make a table of its own.
  private struct Shape: Codable {
    var columnCount: Int
    var repetitions: Int
    var precision: Precision
  }

  private var shape: Shape {
    double.isEmpty
      ? Shape(columnCount: float.first?.columnCount ?? 0, repetitions: float.count, precision: .float)
      : Shape(columnCount: double[0].columnCount, repetitions: double.count, precision: .double)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(outputRows, forKey: .rows)
    if isRemote { return try container.encode(shape, forKey: .shape) }
    try container.encode(float, forKey: .float)
    try container.encode(double, forKey: .double)
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let rows = try container.decode(RowSelection.self, forKey: .rows)
    if let shape = try container.decodeIfPresent(Shape.self, forKey: .shape) {
      try self.init(
        rows: rows, columnCount: shape.columnCount, repetitions: shape.repetitions,
        precision: shape.precision,
        isRemote: true)
    } else {
      self.init(
        float: try container.decode([SharedMatrix<Float>].self, forKey: .float),
        double: try container.decode([SharedMatrix<Double>].self, forKey: .double), rows: rows)
    }
  }
}

extension SharedMatrix {
  fileprivate func write(
    _ block: Matrix<Double>, from source: Int, at places: RowRanges, skipping skipped: Int,
    columns: Range<Int>
  ) {
    let (first, width) = (source, block.columnCount)
    block.withUnsafeElements { source in
      var row = 0
      places.forEachRange(from: skipped, count: block.rowCount) { range in
        withUnsafeMutableRows(range) { target in
          for place in 0..<range.count {
            for inner in 0..<columns.count {
              target[place * columnCount + columns.lowerBound + inner] =
                Element(source[row * width + first + inner])
            }
            row += 1
          }
        }
      }
    }
  }

  fileprivate func block(at places: RowRanges, columns: Range<Int>) -> Matrix<Double> {
    Matrix(rowCount: places.count, columnCount: columns.count) { target in
      var next = 0
      places.forEachRange(from: 0, count: places.count) { range in
        withUnsafeMutableRows(range) { source in
          for place in 0..<range.count {
            for column in columns {
              target.initializeElement(at: next, to: Double(source[place * columnCount + column]))
              next += 1
            }
          }
        }
      }
    }
  }
}

extension RowRanges {
  /// Visits some of the selected rows as ranges.
  ///
  /// - Parameters:
  ///   - start: The place of the first among the selected rows.
  ///   - count: How many.
  ///   - body: Gets each range.
  fileprivate func forEachRange(from start: Int, count: Int, _ body: (Range<Int>) -> Void) {
    guard count > 0 else { return }
    var place = start
    let end = start + count
    var index = offsets.partitioningIndex { $0 > start } - 1
    while place < end {
      let first = ranges[index].lowerBound + place - offsets[index]
      let length = min(ranges[index].upperBound - first, end - place)
      body(first..<first + length)
      place += length
      index += 1
    }
  }
}

extension [Int] {
  /// The first index for which a condition holds that holds from some element on.
  fileprivate func partitioningIndex(where condition: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
