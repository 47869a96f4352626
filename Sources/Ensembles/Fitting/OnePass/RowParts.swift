/// The coarsest parts of a data set's rows that several training sets can be put together from.
///
/// Of folds these are the folds: the training set of each is made of all parts but one. Whatever plans the rows, what
/// is known of the parts gives what is known of every training set.
struct RowParts: Hashable, Sendable {
  /// The rows of each part, in the order of their first rows.
  let parts: [RowRanges]

  /// For each training set the parts that it is made of, as ranges of places among `parts`.
  let sets: [[Range<Int>]]

  /// Finds the parts.
  ///
  /// If there are more than the limit, there are none: sets that have little in common share little work.
  ///
  /// - Parameters:
  ///   - sets: The rows of each training set, in ascending order.
  ///   - limit: The largest number of parts.
  /// - Complexity: O(*b* log *b*) for *b* ranges of rows in all sets.
  init?(of sets: [RowRanges], limit: Int) {
    // The rows at which something enters or leaves a set.
    var borders: [(row: Int, set: SetSignature)] = []
    var keys = SplitMix64(seed: 0)
    for set in sets {
      let signature = SetSignature(drawnFrom: &keys)
      for range in set.ranges { borders += [(range.lowerBound, signature), (range.upperBound, signature)] }
    }
    borders.sort { $0.row < $1.row }
    var places: [SetSignature: Int] = [:]
    var parts: [[Range<Int>]] = []
    var signature = SetSignature.none
    var start = 0
    for border in borders {
      // Rows of no training set are no part.
      if border.row > start, signature != .none {
        let place = places[signature] ?? parts.count
        if place == parts.count {
          guard place < limit else { return nil }
          places[signature] = place
          parts.append([])
        }
        parts[place].append(start..<border.row)
      }
      start = border.row
      signature.toggle(border.set)
    }
    self.parts = parts.map { RowRanges(RangeSet($0)) }
    let firstRows = parts.map { $0[0].lowerBound }
    self.sets = sets.map { set in
      RangeSet(set.ranges.map { firstRows.place(of: $0.lowerBound)..<firstRows.place(of: $0.upperBound) })
        .ranges.map { $0 }
    }
  }
}

/// Which of several sets rows are in: the sum, without carries, of random numbers that stand for the sets.
///
/// Two that are different have the same signature with a probability of 2⁻¹²⁸.
///
/// Source: A. L. Zobrist, “A new hashing method with application for game playing”, University of Wisconsin (1970).
private struct SetSignature: Hashable {
  static let none = SetSignature(high: 0, low: 0)

  private var high: UInt64
  private var low: UInt64

  private init(high: UInt64, low: UInt64) { (self.high, self.low) = (high, low) }

  init(drawnFrom generator: inout SplitMix64) {
    self.init(high: generator.next(), low: generator.next())
  }

  /// Enters a set, or leaves it.
  mutating func toggle(_ set: SetSignature) {
    high ^= set.high
    low ^= set.low
  }
}

extension [Int] {
  /// How many of these numbers, which ascend, are below another.
  fileprivate func place(of number: Int) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
