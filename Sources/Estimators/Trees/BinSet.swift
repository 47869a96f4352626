/// Some of the bins of a column, a bit for each.
struct BinSet: Hashable, BitwiseCopyable {
  /// The bits, 64 to a word.
  var words: SIMD4<UInt64>

  /// A set of no bins.
  init() { words = SIMD4() }

  init(words: SIMD4<UInt64>) { self.words = words }

  /// All bins that are not in this set.
  var complement: BinSet { BinSet(words: ~words) }

  @inline(__always)
  func contains(_ bin: UInt8) -> Bool { words[Int(bin >> 6)] >> UInt64(bin & 63) & 1 == 1 }

  mutating func insert(_ bin: UInt8) { words[Int(bin >> 6)] |= 1 << UInt64(bin & 63) }
}
