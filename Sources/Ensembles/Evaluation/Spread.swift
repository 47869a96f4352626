/// The mean of several numbers, and how far they lie apart.
public struct Spread: Codable, Hashable, Sendable {
  /// The mean.
  public let mean: Double

  /// The standard deviation of the numbers themselves: the root of the mean of the squared distances from the mean.
  public let deviation: Double

  /// The spread of some numbers, or nil if there are none.
  public init?(of numbers: [Double]) {
    guard !numbers.isEmpty else { return nil }
    let mean = numbers.reduce(0, +) / Double(numbers.count)
    self.mean = mean
    deviation =
      (numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count)).squareRoot()
  }

  /// The spread of some times in seconds, or nil if there are none.
  public init?(of times: [Duration]) { self.init(of: times.map { $0 / .seconds(1) }) }
}
