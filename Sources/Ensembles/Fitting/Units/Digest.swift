/// A digest of 128 bits that is the same in every run, to tell data sets and recipes apart.
///
/// Each half is a chain of the finaliser of SplitMix64 with a constant of its own (Steele, Lea and Flood, “Fast
/// splittable pseudorandom number generators”, OOPSLA 2014). It protects from mix-ups, not from forgery.
struct Digest: Codable, Hashable, Sendable, CustomStringConvertible {
  private var low: UInt64 = 0x243F_6A88_85A3_08D3
  private var high: UInt64 = 0x1319_8A2E_0370_7344

  init() {}

  /// The number of bytes of its description.
  static let textLength = 32

  /// 32 hexadecimal digits.
  var description: String {
    [high, low].map { half in
      let digits = String(half, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  mutating func mix(_ word: UInt64) {
    low = Self.scrambled(low ^ word, 0x9E37_79B9_7F4A_7C15)
    high = Self.scrambled(high ^ word, 0xD1B5_4A32_D192_ED03)
  }

  mutating func mix(_ number: Int) { mix(UInt64(bitPattern: Int64(number))) }

  mutating func mix(_ numbers: [Int]) {
    mix(numbers.count)
    for number in numbers { mix(number) }
  }

  mutating func mix(_ text: String) {
    mix(text.utf8.count)
    for byte in text.utf8 { mix(UInt64(byte)) }
  }

  mutating func mix(_ other: Digest) {
    mix(other.low)
    mix(other.high)
  }

  private static func scrambled(_ value: UInt64, _ step: UInt64) -> UInt64 {
    var state = value &+ step
    state = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    state = (state ^ (state >> 27)) &* 0x94D0_49BB_1331_11EB
    return state ^ (state >> 31)
  }
}

extension Digest {
  /// The digest of all that a fit can see of a data set.
  ///
  /// - Complexity: O(*rows* · *columns*).
  init(_ data: Dataset) {
    self.init()
    mix([data.rowCount, data.features.columnCount, data.target.columnCount])
    data.features.forEachRowBlock(of: predictionBlockLength) { mix($0) }
    data.target.forEachRowBlock(of: predictionBlockLength, as: Double.self) { mix($0) }
    for label in data.classes?.labels ?? [] { mix(label) }
    for weight in data.weights ?? [] { mix(weight.bitPattern) }
    mix(data.groups ?? [])
    for (column, words) in data.categories.sorted(by: { $0.key < $1.key }) {
      mix(column)
      for word in words { mix(word) }
    }
  }

  private mutating func mix(_ block: RowBlock<Double>) {
    for row in 0..<block.rowCount {
      for value in block.row(row) { mix(value.bitPattern) }
    }
  }
}
