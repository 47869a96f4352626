/// Sorts numbers by their bits, without comparisons.
///
/// A number becomes a key: a whole number of 64 bits whose order is that of the numbers. Keys are sorted by eleven bits
/// at a time from the lowest on, which takes six rounds, of which those are left out in which all bits are the same:
/// numbers that were single precision need three or four.
final class KeySorter {
  /// The key of a missing value, which is above all others.
  static let missing = UInt64.max

  /// The keys, which are to be written before they are sorted.
  private(set) var keys: UncheckedBuffer<UInt64>

  /// What is sorted along with the keys, if anything is.
  private(set) var companions: UncheckedBuffer<Int64>

  private var spareKeys: UncheckedBuffer<UInt64>
  private var spareCompanions: UncheckedBuffer<Int64>
  private let places = UncheckedBuffer<Int>(repeating: 0, count: rounds << digitBits)

  private static let digitBits = 11
  private static let rounds = 6

  init(count: Int, hasCompanions: Bool) {
    keys = UncheckedBuffer(repeating: 0, count: count)
    spareKeys = UncheckedBuffer(repeating: 0, count: count)
    companions = UncheckedBuffer(repeating: 0, count: hasCompanions ? count : 0)
    spareCompanions = UncheckedBuffer(repeating: 0, count: hasCompanions ? count : 0)
  }

  /// The key of a number: negative zero is zero.
  @inline(__always)
  static func key(of number: Double) -> UInt64 {
    let bits = (number + 0).bitPattern
    // The sign goes to the top of the order; the bits of negative numbers count downwards.
    let key = bits ^ (UInt64(bitPattern: Int64(bitPattern: bits) >> 63) | 1 << 63)
    return number.isNaN ? missing : key
  }

  /// The number that has a key.
  static func number(of key: UInt64) -> Double {
    Double(bitPattern: key >> 63 == 1 ? key ^ 1 << 63 : ~key)
  }

  /// Sorts the keys, and along with them their companions if there are any.
  func sort() {
    let (keys, places, count) = (self.keys, self.places, self.keys.count)
    for place in 0..<places.count { places[place] = 0 }
    for place in 0..<count {
      let key = keys[place]
      for round in 0..<Self.rounds { places[Self.digit(round, of: key)] &+= 1 }
    }
    for round in 0..<Self.rounds {
      guard count > 0, places[Self.digit(round, of: self.keys[0])] < count else { continue }
      var next = 0
      for place in round << Self.digitBits..<(round + 1) << Self.digitBits {
        let own = places[place]
        places[place] = next
        next += own
      }
      if companions.count > 0 { moveWithCompanions(by: round) } else { move(by: round) }
    }
  }

  /// The counter of the digit that a key has in a round.
  @inline(__always)
  private static func digit(_ round: Int, of key: UInt64) -> Int {
    round &<< digitBits | Int(truncatingIfNeeded: key &>> UInt64(round &* digitBits)) & (1 << digitBits - 1)
  }

  private func move(by round: Int) {
    let (keys, spareKeys, places) = (self.keys, self.spareKeys, self.places)
    for place in 0..<keys.count {
      let key = keys[place]
      let digit = Self.digit(round, of: key)
      spareKeys[places[digit]] = key
      places[digit] &+= 1
    }
    (self.keys, self.spareKeys) = (spareKeys, keys)
  }

  private func moveWithCompanions(by round: Int) {
    let (keys, spareKeys, places) = (self.keys, self.spareKeys, self.places)
    let (companions, spareCompanions) = (self.companions, self.spareCompanions)
    for place in 0..<keys.count {
      let key = keys[place]
      let digit = Self.digit(round, of: key)
      spareKeys[places[digit]] = key
      spareCompanions[places[digit]] = companions[place]
      places[digit] &+= 1
    }
    (self.keys, self.spareKeys) = (spareKeys, keys)
    (self.companions, self.spareCompanions) = (spareCompanions, companions)
  }
}
