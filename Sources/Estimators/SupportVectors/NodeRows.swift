/// Features as LIBSVM and LIBLINEAR read them: for each row a list of the numbers that are not 0, each with its column,
/// and an end mark.
///
/// LIBSVM's models point into these rows, so that they must live as long as a model is read.
// SAFETY: the memory is owned by this object, every row begins within it and ends with a mark of its own, and pointers
// are given out for the duration of a call only.
final class NodeRows<Node: BitwiseCopyable> {
  private let nodes: UnsafeMutableBufferPointer<Node>
  private let rows: UnsafeMutableBufferPointer<UnsafeMutablePointer<Node>?>

  /// Copies features.
  ///
  /// - Parameters:
  ///   - features: The rows.
  ///   - order: The rows in the order in which the library sees them.
  ///   - hasConstant: Whether a column of ones follows the others.
  ///   - make: A node of a column, counted from 1, and a number.
  init(_ features: Features, order: [Int], hasConstant: Bool, make: (Int32, Double) -> Node) {
    var starts = [Int](repeating: 0, count: features.rowCount + 1)
    features.forEachStored { row, _, value in if value != 0 { starts[row + 1] += 1 } }
    // Each row has its end mark, and its one if there is a constant.
    let extra = hasConstant ? 2 : 1
    for row in 0..<features.rowCount { starts[row + 1] += starts[row] + extra }
    nodes = .allocate(capacity: max(1, starts[features.rowCount]))
    rows = .allocate(capacity: max(1, order.count))
    nodes.initialize(repeating: make(-1, 0))
    var (row, place) = (-1, 0)
    var columns: [(column: Int, value: Double)] = []
    func finishRow() {
      guard row >= 0 else { return }
      // Views may have their columns in any order, but the libraries walk two rows side by side.
      let isAscending = zip(columns, columns.dropFirst()).allSatisfy { $0.column < $1.column }
      if !isAscending { columns.sort { $0.column < $1.column } }
      for (column, value) in columns {
        nodes[place] = make(Int32(clamping: column + 1), value)
        place += 1
      }
      columns.removeAll(keepingCapacity: true)
    }
    features.forEachStored { next, column, value in
      if next != row {
        finishRow()
        (row, place) = (next, starts[next])
      }
      if value != 0 { columns.append((column, value)) }
    }
    finishRow()
    if hasConstant {
      let one = make(Int32(clamping: features.columnCount + 1), 1)
      for row in 0..<features.rowCount { nodes[starts[row + 1] - 2] = one }
    }
    for (place, row) in order.enumerated() { rows[place] = nodes.baseAddress.map { $0 + starts[row] } }
  }

  deinit {
    nodes.deallocate()
    rows.deallocate()
  }

  /// Calls a closure with the rows and with a number for each of them.
  func withRows<Result>(
    _ target: [Double],
    _ body: (UnsafeMutablePointer<UnsafeMutablePointer<Node>?>?, UnsafeMutablePointer<Double>?) throws ->
      Result
  ) rethrows -> Result {
    var target = target
    return try target.withUnsafeMutableBufferPointer { target in
      try withExtendedLifetime(self) { try body(rows.baseAddress, target.baseAddress) }
    }
  }
}

extension Dataset {
  /// The classes that occur, in ascending order, and the rows ordered by class.
  ///
  /// The libraries number classes as they meet them: in this order a class has the same place whatever row comes first.
  func rowsByClass() -> (classes: [Int], order: [Int], labels: [Double]) {
    let rows = Dictionary(grouping: 0..<rowCount) { Int(target[$0, 0]) }.sorted { $0.key < $1.key }
    let labels = rows.enumerated().flatMap { place, entry in
      repeatElement(Double(place), count: entry.value.count)
    }
    return (rows.map(\.key), rows.flatMap(\.value), labels)
  }
}
