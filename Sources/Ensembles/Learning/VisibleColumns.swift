/// The columns of the data that each of several layers sees, which stand before the predictions of the layer before it.
///
/// - Parameters:
///   - columnCount: The number of columns of the data, all of which the first layer sees.
///   - propagated: For each layer the columns of its input that it hands on.
/// - Returns: For each layer columns of the data, in the order in which it sees them.
func visibleColumns(of columnCount: Int, handingOn propagated: [[Int]]) -> [[Int]] {
  var columns = Array(0..<columnCount)
  return propagated.map { places in
    let visible = columns
    columns = places.compactMap { visible.indices.contains($0) ? visible[$0] : nil }
    return visible
  }
}
