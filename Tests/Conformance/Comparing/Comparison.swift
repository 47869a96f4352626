import Arrays

/// Compares numbers with recorded ones and remembers the largest error.
///
/// The error of a number is its distance from the recorded one, relative to one more than the size of that: it
/// is absolute for small numbers and relative for large ones.
struct Comparison {
  let tolerance: Double
  private(set) var count = 0
  private(set) var largestError = 0.0

  init(tolerance: Double) { self.tolerance = tolerance }

  /// Compares two numbers.
  ///
  /// - Throws: `Difference` with the place if the error exceeds the tolerance, or if only one is NaN.
  mutating func compare(
    _ ours: Double, with theirs: Double, at place: @autoclosure () -> String
  ) throws {
    let error = ours == theirs ? 0 : abs(ours - theirs) / (1 + abs(theirs))
    guard error <= tolerance || (ours.isNaN && theirs.isNaN) else {
      throw Difference(place: place(), ours: "\(ours)", theirs: "\(theirs)")
    }
    count += 1
    largestError = max(largestError, error)
  }

  /// Compares two matrices.
  ///
  /// - Throws: `Difference` if their shapes differ, or naming the first place where they differ.
  mutating func compare(_ ours: Matrix<Double>, with theirs: Matrix<Double>, in what: String) throws {
    try requireEqual(
      "\(ours.rowCount) × \(ours.columnCount)", "\(theirs.rowCount) × \(theirs.columnCount)",
      at: "the shape of \(what)")
    for row in 0..<ours.rowCount {
      for column in 0..<ours.columnCount {
        try compare(ours[row, column], with: theirs[row, column], at: "\(what)[\(row), \(column)]")
      }
    }
  }

  /// Compares two lists of numbers.
  ///
  /// - Throws: `Difference` if their lengths differ, or naming the first place where they differ.
  mutating func compare(_ ours: [Double], with theirs: [Double], in what: String) throws {
    try requireEqual(ours.count, theirs.count, at: "the length of \(what)")
    for index in ours.indices { try compare(ours[index], with: theirs[index], at: "\(what)[\(index)]") }
  }
}

/// Checks that two values are equal.
///
/// - Throws: `Difference` with the place if they are not.
func requireEqual<Value: Equatable>(
  _ ours: Value, _ theirs: Value, at place: @autoclosure () -> String
) throws {
  guard ours == theirs else { throw Difference(place: place(), ours: "\(ours)", theirs: "\(theirs)") }
}

/// The first place where a result differs from the recorded one.
struct Difference: Error, CustomStringConvertible {
  let place: String
  let ours: String
  let theirs: String

  var description: String { "\(place) is \(ours), but \(theirs) was recorded" }
}

extension Double {
  /// An error with two digits, such as 3.1e-08.
  var briefly: String {
    guard self > 0 else { return "0" }
    var (exponent, digits) = (0, self)
    while digits < 1 { (exponent, digits) = (exponent - 1, digits * 10) }
    while digits >= 10 { (exponent, digits) = (exponent + 1, digits / 10) }
    return "\((digits * 10).rounded() / 10)e\(exponent)"
  }
}
