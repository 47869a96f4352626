extension Dataset {
  /// Some rows from everywhere in the data, at even distances.
  var sample: Dataset {
    let count = min(rowCount, 512)
    return rows(RangeSet((0..<count).map { $0 * rowCount / count }.map { $0..<$0 + 1 }))
  }
}
