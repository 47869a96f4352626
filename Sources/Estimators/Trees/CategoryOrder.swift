/// Brings the categories of a node into an order, in which splits are looked for as if they were numbers.
///
/// - *One output, or two classes:* by the mean of the target. One of the splits of this order is then the best of all
///   sets of categories there are (W. D. Fisher, “On grouping for maximum homogeneity”, Journal of the American
///   Statistical Association 53, 1958; Breiman et al., *Classification and Regression Trees*, 1984, sections 4.2.2 and
///   9.4).
/// - *Several outputs, or more classes:* along the first principal component of the means, each with the weight of its
///   category. It need not have the best set, which only a search of all would find, but is near it (D. Coppersmith,
///   S. J. Hong and J. R. M. Hosking, “Partitioning nominal attributes in decision trees”, Data Mining and Knowledge
///   Discovery 3, 1999).
/// - *By chance:* those that are drawn before the others.
final class CategoryOrder {
  private let outputCount: Int
  private let slotWidth: Int
  /// Where each bin stands.
  private let keys = UncheckedBuffer<Double>(repeating: 0, count: 256)
  private let weights = UncheckedBuffer<Double>(repeating: 0, count: 256)
  /// How far the mean of each bin is from that of all, for several outputs.
  private let deviations: UncheckedBuffer<Double>
  private let axis: UncheckedBuffer<Double>
  private let turned: UncheckedBuffer<Double>
  private var sorted: [Int32] = []

  init(outputCount: Int, slotWidth: Int) {
    self.outputCount = outputCount
    self.slotWidth = slotWidth
    let isPlane = outputCount > 1
    deviations = UncheckedBuffer(repeating: 0, count: isPlane ? 256 * outputCount : 0)
    axis = UncheckedBuffer(repeating: 0, count: outputCount)
    turned = UncheckedBuffer(repeating: 0, count: outputCount)
  }

  /// Orders bins by the target of their rows.
  ///
  /// - Parameters:
  ///   - bins: The bins, each of which has rows.
  ///   - count: The number of bins.
  ///   - histograms: The sums of the bins.
  ///   - start: Where the first bin begins.
  ///   - weight: The weight of the rows of a bin, by where it begins.
  func sortByTarget(
    _ bins: UncheckedBuffer<Int32>, count: Int, in histograms: UncheckedBuffer<Int64>, from start: Int,
    weight: (Int) -> Int64
  ) {
    if outputCount == 1 {
      for place in 0..<count {
        let slot = start + Int(bins[place]) * slotWidth
        keys[Int(bins[place])] = Double(histograms[slot]) / Double(weight(slot))
      }
    } else {
      for place in 0..<count {
        weights[place] = Double(weight(start + Int(bins[place]) * slotWidth))
      }
      centre(bins, count, histograms, start)
      findAxis(count)
      for place in 0..<count { keys[Int(bins[place])] = alongAxis(place) }
    }
    sort(bins, count)
  }

  /// Puts some bins, drawn by chance, before the others: any part of them that is neither none nor all is as probable as
  /// any other.
  ///
  /// - Parameters:
  ///   - bins: The bins.
  ///   - count: The number of bins, at least 2.
  ///   - generator: Where the random numbers come from.
  /// - Returns: How many bins were drawn.
  func draw(
    from bins: UncheckedBuffer<Int32>, count: Int, _ generator: inout SeededGenerator
  ) -> Int {
    var drawn = 0
    while drawn == 0 || drawn == count {
      drawn = 0
      var bits: UInt64 = 0
      for place in 0..<count {
        if place & 63 == 0 { bits = generator.next() }
        let isDrawn = bits >> UInt64(place & 63) & 1 == 1
        keys[Int(bins[place])] = isDrawn ? 0 : 1
        drawn += isDrawn ? 1 : 0
      }
    }
    sort(bins, count)
    return drawn
  }

  private func sort(_ bins: UncheckedBuffer<Int32>, _ count: Int) {
    let keys = self.keys
    sorted.removeAll(keepingCapacity: true)
    for place in 0..<count { sorted.append(bins[place]) }
    sorted.sort { one, other in
      let (first, second) = (keys[Int(one)], keys[Int(other)])
      return first < second || first == second && one < other
    }
    for place in 0..<count { bins[place] = sorted[place] }
  }

  // MARK: - The first principal component

  private func centre(
    _ bins: UncheckedBuffer<Int32>, _ count: Int, _ histograms: UncheckedBuffer<Int64>, _ start: Int
  ) {
    var total = 0.0
    for place in 0..<count { total += weights[place] }
    for output in 0..<outputCount {
      var sum: Int64 = 0
      for place in 0..<count { sum &+= histograms[start + Int(bins[place]) * slotWidth + output] }
      for place in 0..<count {
        let own = histograms[start + Int(bins[place]) * slotWidth + output]
        deviations[place * outputCount + output] = Double(own) / weights[place] - Double(sum) / total
      }
    }
  }

  /// Finds the direction in which the means vary most, by turning one towards it again and again.
  private func findAxis(_ count: Int) {
    var (farthest, distance) = (0, -1.0)
    for place in 0..<count {
      var square = 0.0
      for output in 0..<outputCount {
        square += deviations[place * outputCount + output] * deviations[place * outputCount + output]
      }
      if weights[place] * square > distance { (farthest, distance) = (place, weights[place] * square) }
    }
    for output in 0..<outputCount { turned[output] = deviations[farthest * outputCount + output] }
    var change = takeTurned()
    for _ in 0..<Self.mostTurns where change > 1e-6 {
      for output in 0..<outputCount { turned[output] = 0 }
      for place in 0..<count {
        let pull = weights[place] * alongAxis(place)
        for output in 0..<outputCount { turned[output] += pull * deviations[place * outputCount + output] }
      }
      change = takeTurned()
    }
  }

  /// Makes the direction that was turned to, which becomes one of length 1, the axis.
  ///
  /// - Returns: How far it has turned; 0 where nothing varies.
  private func takeTurned() -> Double {
    var square = 0.0
    for output in 0..<outputCount { square += turned[output] * turned[output] }
    let length = square > 0 ? square.squareRoot() : 1
    var change = 0.0
    for output in 0..<outputCount {
      let component = turned[output] / length
      change = max(change, abs(component - axis[output]))
      axis[output] = component
    }
    return square > 0 ? change : 0
  }

  private func alongAxis(_ place: Int) -> Double {
    var sum = 0.0
    for output in 0..<outputCount { sum += axis[output] * deviations[place * outputCount + output] }
    return sum
  }

  /// Two directions in which the means vary almost as much are told apart slowly, but it matters little which is taken.
  private static let mostTurns = 30
}
