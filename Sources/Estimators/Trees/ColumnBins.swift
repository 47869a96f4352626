/// How the numbers of one column, or its categories, are put into bins, at most 255 of them.
///
/// A column with no more different numbers has a bin for each of them, so that splits between bins are all the splits
/// there are. The numbers of another are divided by their weights and distances.
struct ColumnBins: Codable {
  /// The most bins that a column can have: numbers of bins take a byte, and one of these stands for missing values.
  static let limit = 255

  /// The least number in each bin; of categories the number of the bin.
  private(set) var lower: [Double]

  /// The greatest number in each bin; of categories the number of the bin.
  private(set) var upper: [Double]

  /// Whether any value is missing.
  private(set) var hasMissing: Bool

  /// The bin of each category by its place among the words, up to the last that occurs; nil for a column of numbers.
  ///
  /// That of a category which does not occur is `absent`.
  let binsOfCategories: [UInt8]?

  /// In place of the bin of a category that does not occur, or of a missing value, where there are no rows to count.
  static let absent = UInt8.max

  /// The number of bins, without that of missing values, whose number this is.
  var count: Int { upper.count }

  /// The number of places that a histogram needs.
  var slotCount: Int { count + (hasMissing ? 1 : 0) }

  /// The bin of a category or, if it is missing or was not there when the bins were found, that of missing values.
  func bin(ofKey key: UInt64, in table: [UInt8]) -> Int {
    guard key != KeySorter.missing else { return count }
    let category = Int(KeySorter.number(of: key))
    guard category < table.count, table[category] != Self.absent else { return count }
    return Int(table[category])
  }

  /// The finite number in the middle of a bin.
  func centre(of bin: Int) -> Double {
    let greatest = Double.greatestFiniteMagnitude
    return max(-greatest, min(greatest, lower[bin])) / 2 + max(-greatest, min(greatest, upper[bin])) / 2
  }

  /// A number that parts those of one bin from those of a later one: the middle, or the greatest of the first if
  /// there is nothing between them.
  func threshold(after bin: Int, before next: Int) -> Double {
    let (low, high) = (upper[bin], lower[next])
    let middle = low / 2 + high / 2
    return middle >= low && middle < high ? middle : low
  }
}

extension ColumnBins {
  /// Divides numbers into bins.
  ///
  /// - Parameters:
  ///   - keys: The different numbers as keys, in ascending order.
  ///   - weights: The weight of each.
  ///   - limit: How many bins there may be.
  ///   - hasMissing: Whether there are missing values besides.
  init(dividing keys: [UInt64], weights: [Int64], limit: Int, hasMissing: Bool) {
    var firsts = Array(keys.indices)
    if keys.count > limit {
      firsts = Self.firsts(of: Self.shares(of: keys, weights: weights), limit: limit)
    }
    lower = firsts.map { KeySorter.number(of: keys[$0]) }
    upper = firsts.indices.map { bin in
      let end = bin + 1 < firsts.count ? firsts[bin + 1] : keys.count
      return KeySorter.number(of: keys[end - 1])
    }
    self.hasMissing = hasMissing
    binsOfCategories = nil
  }

  /// Gives a bin to each category, or to each of the heaviest and one to all others.
  ///
  /// - Parameters:
  ///   - places: The places of the words that occur, in ascending order.
  ///   - weights: The weight of each.
  ///   - limit: How many bins there may be.
  ///   - hasMissing: Whether there are missing values besides.
  init(categories places: [Int], weights: [Int64], limit: Int, hasMissing: Bool) {
    var own = Set(places.indices)
    if places.count > limit {
      let heaviest = places.indices.sorted { (weights[$1], $0) < (weights[$0], $1) }
      own = Set(heaviest.prefix(limit - 1))
    }
    var bins = [UInt8](repeating: Self.absent, count: (places.last ?? -1) + 1)
    var next: UInt8 = 0
    for (place, category) in places.enumerated() {
      bins[category] = own.contains(place) ? next : UInt8(limit - 1)
      if own.contains(place) { next += 1 }
    }
    lower = (0..<min(places.count, limit)).map(Double.init)
    upper = lower
    binsOfCategories = bins
    self.hasMissing = hasMissing
  }

  /// How much of the bins each number is to have, with a sum of 1: half by its weight, half by how far its neighbours
  /// are.
  ///
  /// By weight alone the ends of a column with long tails would be in one bin each, where most of what the target does
  /// may be. Of distances the square roots count, so that one far number does not have all of the second half.
  private static func shares(of keys: [UInt64], weights: [Int64]) -> [Double] {
    let total = Double(weights.reduce(0, +))
    let numbers = keys.map(KeySorter.number)
    let distances = zip(numbers, numbers.dropFirst()).map {
      min($1 - $0, Double.greatestFiniteMagnitude).squareRoot()
    }
    let length = distances.reduce(0, +)
    var shares = weights.map { Double($0) / total / 2 }
    for (place, distance) in distances.enumerated() {
      shares[place] += distance / length / 4
      shares[place + 1] += distance / length / 4
    }
    return shares
  }

  /// The places at which bins begin.
  private static func firsts(of shares: [Double], limit: Int) -> [Int] {
    // Each number that has the share of a bin has one reserved; light ones divide the rest.
    let heavy = shares.map { $0 * Double(limit) > 1 }
    var lightBins = max(1, heavy.reduce(limit) { $0 - ($1 ? 1 : 0) })
    var lightCount = heavy.reduce(0) { $0 + ($1 ? 0 : 1) }
    var lightShare = zip(shares, heavy).reduce(0) { $0 + ($1.1 ? 0 : $1.0) }
    var firsts: [Int] = []
    // What is in the last bin: the share of its light numbers, or a heavy one alone.
    var held = 0.0
    var isSealed = true
    for place in shares.indices {
      let ends =
        if isSealed {
          true
        } else if heavy[place] {
          lightBins > 1 || lightCount == 0
        } else {
          lightBins > 1 && held + shares[place] / 2 > lightShare / Double(lightBins)
        }
      if ends {
        if !isSealed {
          lightBins -= 1
          lightShare -= held
          held = 0
        }
        firsts.append(place)
        isSealed = heavy[place]
      } else if heavy[place] {
        // The light numbers after this one need a bin too, and it gives up its own for them.
        lightBins += 1
      }
      if !heavy[place] {
        held += shares[place]
        lightCount -= 1
      }
    }
    return firsts
  }
}

extension ColumnBins {
  /// The same bins for other numbers of the column: the first and the last reach as far as these do.
  ///
  /// - Parameters:
  ///   - numbers: From the least to the greatest, or nil if there are none.
  ///   - hasMissing: Whether there are missing values besides.
  /// - Returns: The bins, one if there was none.
  func covering(_ numbers: ClosedRange<Double>?, hasMissing: Bool) -> ColumnBins {
    var bins = self
    bins.hasMissing = hasMissing
    guard let numbers else { return bins }
    guard count > 0 else {
      (bins.lower, bins.upper) = ([numbers.lowerBound], [numbers.upperBound])
      return bins
    }
    bins.lower[0] = min(lower[0], numbers.lowerBound)
    bins.upper[count - 1] = max(upper[count - 1], numbers.upperBound)
    return bins
  }
}
