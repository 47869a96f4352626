/// The examples of one class.
struct ClassRows {
  /// The number of the class.
  let number: Int
  /// Its examples.
  let data: Dataset
  /// How much they count together, more than 0.
  let weight: Double

  /// The classes of which at least one example counts, in ascending order.
  ///
  /// - Throws: `ModelingError` if the target has no classes, or if no example counts.
  /// - Complexity: O(*n* + *k*) for *n* rows and *k* classes.
  static func all(of data: Dataset, for typeName: String) throws -> [ClassRows] {
    guard let classes = data.classes else { throw ModelingError.needsClasses(typeName) }
    var rows = [RangeSet<Int>](repeating: RangeSet(), count: classes.count)
    var weights = [Double](repeating: 0, count: classes.count)
    let all = data.weights
    for row in 0..<data.rowCount {
      let number = Int(data.target[row, 0])
      let weight = all?[row] ?? 1
      guard weight > 0 else { continue }
      rows[number].insert(contentsOf: row..<row + 1)
      weights[number] += weight
    }
    let occurring = classes.labels.indices.filter { weights[$0] > 0 }
    guard !occurring.isEmpty else {
      throw ModelingError(.tooFewRows, "“\(typeName)” needs at least one example of positive weight")
    }
    return occurring.map { ClassRows(number: $0, data: data.rows(rows[$0]), weight: weights[$0]) }
  }
  /// The same, but none where no example counts or the target has no classes.
  static func counting(of data: Dataset) -> [ClassRows] { (try? all(of: data, for: "")) ?? [] }
}
