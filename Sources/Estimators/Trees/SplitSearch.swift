/// Finds the split of a node that lowers the loss most: the sum of squared distances from the means of both sides, or
/// the impurity of Gini, which is the same for numbers that are 1 for the own class and 0 for others.
///
/// For sums *s* and weights *w* the loss falls by |*d*|² *w* / (*w*₁ *w*₂), where *d* = *s*₁ − *w*₁ *s* / *w* is how far the
/// sums of the left side are from what its weight would let expect. It has no difference of large squares.
final class SplitSearch {
  /// The split so far.
  private(set) var best = Split()

  private let kind: TreeTarget.Kind
  private let slotWidth: Int
  private let outputCount: Int
  private let leastWeight: Int64
  /// The occupied bins of the column, without that of missing values: in ascending order or, if they are of categories,
  /// in one in which those of the left side come first.
  private let bins = UncheckedBuffer<Int32>(repeating: 0, count: 256)
  private var binCount = 0
  private let left: UncheckedBuffer<Int64>
  private var leftWeight: Int64 = 0
  private let means: UncheckedBuffer<Double>
  private lazy var categoryOrder = CategoryOrder(outputCount: outputCount, slotWidth: slotWidth)
  private var totalWeight: Int64 = 0

  init(target: TreeTarget, leastWeight: Int64) {
    kind = target.kind
    slotWidth = target.slotWidth
    outputCount = if case .numbers(let count) = target.kind { count } else { target.slotWidth }
    self.leastWeight = leastWeight
    left = UncheckedBuffer(repeating: 0, count: slotWidth)
    means = UncheckedBuffer(repeating: 0, count: outputCount)
  }

  /// Begins with another node.
  func begin(_ sums: [Int64], weight: Int64) {
    best = Split()
    totalWeight = weight
    for output in 0..<outputCount { means[output] = Double(sums[output]) / Double(weight) }
  }

  /// Looks at a column whose occupied bins are those with a weight.
  func look(
    at column: Int, _ bins: ColumnBins, in histograms: UncheckedBuffer<Int64>, from start: Int,
    rule: SplitRule, _ generator: inout SeededGenerator
  ) {
    binCount = 0
    for bin in 0..<bins.count {
      self.bins[binCount] = Int32(bin)
      binCount += weight(in: histograms, at: start + bin * slotWidth) > 0 ? 1 : 0
    }
    decide(column, bins, histograms, start, rule, &generator)
  }

  /// Looks at a column whose occupied bins are known, and clears their sums and bits.
  func look(
    at column: Int, _ bins: ColumnBins, clearing histogram: UncheckedBuffer<Int64>,
    _ occupied: UncheckedBuffer<UInt64>, rule: SplitRule, _ generator: inout SeededGenerator
  ) {
    binCount = 0
    for place in 0..<occupied.count {
      var word = occupied[place]
      while word != 0 {
        self.bins[binCount] = Int32(64 * place + word.trailingZeroBitCount)
        binCount += 1
        word &= word &- 1
      }
      occupied[place] = 0
    }
    let listed = binCount
    // The bin of missing values is after all others.
    if binCount > 0, Int(self.bins[binCount - 1]) == bins.count { binCount -= 1 }
    decide(column, bins, histogram, 0, rule, &generator)
    for place in 0..<listed {
      let slot = Int(self.bins[place]) * slotWidth
      for number in slot..<slot + slotWidth { histogram[number] = 0 }
    }
  }

  @inline(__always)
  private func weight(in histograms: UncheckedBuffer<Int64>, at slot: Int) -> Int64 {
    if case .numbers(let count) = kind { return histograms[slot + count] }
    var weight: Int64 = 0
    for number in slot..<slot + slotWidth { weight &+= histograms[number] }
    return weight
  }

  private func decide(
    _ column: Int, _ columnBins: ColumnBins, _ histograms: UncheckedBuffer<Int64>, _ start: Int,
    _ rule: SplitRule, _ generator: inout SeededGenerator
  ) {
    let missing = start + columnBins.count * slotWidth
    let sawMissing = columnBins.hasMissing && weight(in: histograms, at: missing) > 0
    guard binCount > 1 || binCount == 1 && sawMissing else { return }
    var found = Split(gain: best.gain, column: column, sawMissing: sawMissing)
    var place = -1
    let isOrdered = columnBins.binsOfCategories == nil
    switch rule {
    case .best:
      if !isOrdered {
        categoryOrder.sortByTarget(bins, count: binCount, in: histograms, from: start) {
          weight(in: histograms, at: $0)
        }
      }
      if !sawMissing, case .numbers(1) = kind {
        place = bestPlaceOfOneOutput(in: histograms, from: start, &found)
      } else {
        clearLeft()
        for candidate in 0..<binCount {
          moveLeft(candidate, histograms, start)
          if consider(histograms, missing: sawMissing ? missing : nil, &found) { place = candidate }
        }
      }
      guard place >= 0 else { return }
      found.threshold =
        isOrdered && place + 1 < binCount
        ? columnBins.threshold(after: Int(bins[place]), before: Int(bins[place + 1])) : .infinity
    case .random:
      if binCount > 1, !isOrdered {
        place = categoryOrder.draw(from: bins, count: binCount, &generator) - 1
      } else if binCount > 1 {
        (place, found.threshold) = drawnPlace(columnBins, &generator)
      } else {
        (place, found.threshold) = (0, .infinity)
      }
      clearLeft()
      for candidate in 0...place { moveLeft(candidate, histograms, start) }
      guard consider(histograms, missing: sawMissing ? missing : nil, &found) else { return }
    }
    if isOrdered {
      found.lastLeft = Int(bins[place])
    } else {
      found.sides = sides(upTo: place, missingBin: sawMissing ? columnBins.count : nil, found.missingGoesLeft)
    }
    best = found
  }

  private func sides(upTo last: Int, missingBin: Int?, _ missingGoesLeft: Bool) -> Split.Sides {
    var sides = Split.Sides()
    for place in 0..<binCount {
      if place <= last {
        sides.left.insert(UInt8(bins[place]))
      } else {
        sides.right.insert(UInt8(bins[place]))
      }
    }
    if let missingBin {
      if missingGoesLeft {
        sides.left.insert(UInt8(missingBin))
      } else {
        sides.right.insert(UInt8(missingBin))
      }
    }
    return sides
  }

  /// The last place among the bins on the left of the best split, or −1 if none is better: the loop in which most
  /// time goes by when no value is missing and there is one output.
  private func bestPlaceOfOneOutput(
    in histograms: UncheckedBuffer<Int64>, from start: Int, _ found: inout Split
  ) -> Int {
    let mean = means[0]
    var (number, weight) = (Int64(0), Int64(0))
    var best = -1
    for place in 0..<binCount - 1 {
      let slot = start + 2 * Int(bins[place])
      number &+= histograms[slot]
      weight &+= histograms[slot + 1]
      let rest = totalWeight &- weight
      guard weight >= leastWeight, rest >= leastWeight else { continue }
      let excess = Double(number) - Double(weight) * mean
      let gain = excess * excess / (Double(weight) * Double(rest))
      if gain > found.gain {
        found.gain = gain
        best = place
      }
    }
    return best
  }

  private func clearLeft() {
    for number in 0..<slotWidth { left[number] = 0 }
    leftWeight = 0
  }

  private func moveLeft(
    _ place: Int, _ histograms: UncheckedBuffer<Int64>, _ start: Int
  ) {
    let slot = start + Int(bins[place]) * slotWidth
    for number in 0..<slotWidth { left[number] &+= histograms[slot + number] }
    leftWeight &+= weight(in: histograms, at: slot)
  }

  /// Compares what is left now with the best so far, with missing values on either side.
  private func consider(
    _ histograms: UncheckedBuffer<Int64>, missing: Int?, _ found: inout Split
  ) -> Bool {
    var isBetter = false
    let gain = gain(leftWeight) { left[$0] }
    if gain > found.gain {
      (found.gain, found.missingGoesLeft) = (gain, false)
      isBetter = true
    }
    if let missing {
      let gain = self.gain(leftWeight &+ weight(in: histograms, at: missing)) {
        left[$0] &+ histograms[missing + $0]
      }
      if gain > found.gain {
        (found.gain, found.missingGoesLeft) = (gain, true)
        isBetter = true
      }
    }
    return isBetter
  }

  @inline(__always)
  private func gain(_ weight: Int64, _ sum: (Int) -> Int64) -> Double {
    let rest = totalWeight &- weight
    guard weight >= leastWeight, rest >= leastWeight else { return -1 }
    var gain = 0.0
    for output in 0..<outputCount {
      let excess = Double(sum(output)) - Double(weight) * means[output]
      gain += excess * excess
    }
    return gain / (Double(weight) * Double(rest))
  }

  /// Draws a number between those of the first and the last bin, and finds the last place that is not above it.
  ///
  /// All rows of a bin are on one side: each bin stands at its centre.
  private func drawnPlace(
    _ columnBins: ColumnBins, _ generator: inout SeededGenerator
  ) -> (place: Int, threshold: Double) {
    let low = columnBins.centre(of: Int(bins[0]))
    let high = columnBins.centre(of: Int(bins[binCount - 1]))
    let fraction = generator.fraction()
    let drawn = low * (1 - fraction) + high * fraction
    var (place, end) = (0, binCount - 1)
    while place + 1 < end {
      let middle = (place + end) / 2
      if columnBins.centre(of: Int(bins[middle])) <= drawn { place = middle } else { end = middle }
    }
    let (last, next) = (Int(bins[place]), Int(bins[place + 1]))
    let isBetween = drawn >= columnBins.upper[last] && drawn < columnBins.lower[next]
    return (place, isBetween ? drawn : columnBins.threshold(after: last, before: next))
  }
}
