/// What is told of several repetitions.
package struct Summary: Sendable, Hashable, Codable {
  package var median: Double
  package var min: Double
  package var max: Double
  package var rounds: Int

  /// - Parameter values: The repetitions that count; without any there is no summary.
  package init?(_ values: [Double]) {
    guard let smallest = values.min(), let largest = values.max() else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    median = sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    min = smallest
    max = largest
    rounds = values.count
  }
}
