/// The values of one parameter that a search tries.
///
/// ```swift
/// Candidate(RidgeRegression(), searching: ["penalty": .logUniform(1e-3...1e3)])
/// Candidate(LassoRegression(), searching: ["penalty": .values([0.1, 1, 10])])
/// ```
public struct ParameterSpace: Hashable, Sendable {
  private enum Kind: Hashable {
    case uniform(ClosedRange<Double>)
    case logUniform(ClosedRange<Double>)
    case integers(ClosedRange<Int>)
    case choice([ParameterValue])
  }

  private let kind: Kind

  /// Any number of a range, each as probable as any other.
  public static func uniform(_ range: ClosedRange<Double>) -> ParameterSpace {
    ParameterSpace(kind: .uniform(range))
  }

  /// Any number of a range above 0, each order of magnitude as probable as any other.
  public static func logUniform(_ range: ClosedRange<Double>) -> ParameterSpace {
    ParameterSpace(kind: .logUniform(range))
  }

  /// Any whole number of a range, each as probable as any other.
  public static func integers(_ range: ClosedRange<Int>) -> ParameterSpace {
    ParameterSpace(kind: .integers(range))
  }

  /// One of some values, each as probable as any other.
  public static func choice(_ values: [ParameterValue]) -> ParameterSpace {
    ParameterSpace(kind: .choice(values))
  }

  /// One of some numbers, each as probable as any other.
  public static func values(_ numbers: [Double]) -> ParameterSpace { choice(numbers.map { .number($0) }) }

  /// One of some whole numbers, each as probable as any other.
  public static func values(_ numbers: [Int]) -> ParameterSpace { choice(numbers.map { .integer($0) }) }
}

extension ParameterSpace {
  /// What makes it impossible to draw from the space, in words that follow its name, or nil.
  var defect: String? {
    switch kind {
    case .uniform(let range):
      range.isFinite ? nil : "is a range without an end; give finite bounds"
    case .logUniform(let range):
      range.isFinite && range.lowerBound > 0
        ? nil
        : "is a logarithmic range from \(range.lowerBound), which must start above 0 and end at a finite number"
    case .integers(let range):
      Self.count(of: range) == nil ? "has more whole numbers than can be counted; give a smaller range" : nil
    case .choice(let values): values.isEmpty ? "has no values to choose from; give at least one" : nil
    }
  }

  /// A value at random.
  ///
  /// The space must have no defect.
  ///
  /// Only operations that are rounded alike on all machines are used, so that the same seed gives the same value
  /// everywhere.
  func draw(from generator: inout SeededGenerator) -> ParameterValue {
    switch kind {
    case .uniform(let range):
      let fraction = generator.fraction()
      return .number(range.nearest(to: range.lowerBound * (1 - fraction) + range.upperBound * fraction))
    case .logUniform(let range): return .number(range.geometricPoint(at: generator.next()))
    case .integers(let range):
      return .integer(range.lowerBound + generator.number(below: Self.count(of: range) ?? 1))
    case .choice(let values): return values[generator.number(below: values.count)]
    }
  }

  /// All values, or nil if the space is a range of numbers.
  var listedValues: [ParameterValue]? {
    switch kind {
    case .uniform, .logUniform: nil
    case .integers(let range): range.map { .integer($0) }
    case .choice(let values): values
    }
  }

  private static func count(of range: ClosedRange<Int>) -> Int? {
    let (distance, overflows) = range.upperBound.subtractingReportingOverflow(range.lowerBound)
    return overflows || distance == .max ? nil : distance + 1
  }
}

extension ClosedRange<Double> {
  fileprivate var isFinite: Bool { lowerBound.isFinite && upperBound.isFinite }

  fileprivate func nearest(to value: Double) -> Double { Swift.min(Swift.max(value, lowerBound), upperBound) }

  /// The point that the bits of a number lead to when each says which half of what is left to take, halves being cut
  /// at the geometric mean.
  ///
  /// Roots and products are exactly rounded on every machine, exponentials and logarithms are not.
  fileprivate func geometricPoint(at bits: UInt64) -> Double {
    var (lower, upper) = (lowerBound, upperBound)
    for place in 0..<UInt64.bitWidth {
      let middle = nearest(to: lower.squareRoot() * upper.squareRoot())
      if bits >> (63 - UInt64(place)) & 1 == 1 { lower = middle } else { upper = middle }
    }
    return lower
  }
}
