/// Random numbers that are the same for the same seed, on every machine and in every version.
///
/// ```swift
/// var generator = SeededGenerator(seed: context.seed)
/// let order = generator.permutation(of: data.rowCount)
/// ```
///
/// The generator is xoshiro256** (Blackman and Vigna, “Scrambled linear pseudorandom number generators”, ACM
/// Transactions on Mathematical Software 47, 2021). Its state comes from the seed by SplitMix64, as its authors
/// advise. It is not fit for secrets.
public struct SeededGenerator: RandomNumberGenerator, Hashable, Codable, Sendable {
  private var first: UInt64
  private var second: UInt64
  private var third: UInt64
  private var fourth: UInt64

  /// Creates a generator.
  public init(seed: UInt64) {
    var seeds = SplitMix64(seed: seed)
    self.init(state: (seeds.next(), seeds.next(), seeds.next(), seeds.next()))
  }

  /// Creates a generator in a state, of which not all four numbers may be 0.
  package init(state: (UInt64, UInt64, UInt64, UInt64)) {
    (first, second, third, fourth) = state
  }

  /// The next 64 bits.
  public mutating func next() -> UInt64 {
    let result = rotated(second &* 5, by: 7) &* 9
    let shifted = second << 17
    third ^= first
    fourth ^= second
    second ^= third
    first ^= fourth
    third ^= shifted
    fourth = rotated(fourth, by: 45)
    return result
  }

  /// A number from 0 to below a bound, each as probable as any other.
  ///
  /// The standard library has the like, but may change how it draws. This is Lemire's method (“Fast random integer
  /// generation in an interval”, ACM Transactions on Modeling and Computer Simulation 29, 2019).
  ///
  /// - Parameter bound: At least 1.
  /// - Returns: The number.
  public mutating func number(below bound: Int) -> Int {
    precondition(bound > 0, "there is no number from 0 to below \(bound)")
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let uneven = (0 &- bound) % bound
      while product.low < uneven { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  /// A number from 0 to below 1, a multiple of 2⁻⁵³.
  public mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// The numbers from 0 to below a count, each order of them as probable as any other.
  ///
  /// This is the shuffle of Fisher and Yates, from the last place to the first.
  public mutating func permutation(of count: Int) -> [Int] {
    var order = Array(0..<count)
    for place in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(place, number(below: place + 1))
    }
    return order
  }
}

/// A small generator that makes many different states of one number.
///
/// Steele, Lea and Flood, “Fast splittable pseudorandom number generators”, OOPSLA 2014.
package struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  /// Creates a generator.
  package init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var result = state
    result = (result ^ (result >> 30)) &* 0xBF58_476D_1CE4_E5B9
    result = (result ^ (result >> 27)) &* 0x94D0_49BB_1331_11EB
    return result ^ (result >> 31)
  }
}

private func rotated(_ number: UInt64, by count: Int) -> UInt64 {
  number << count | number >> (64 - count)
}
