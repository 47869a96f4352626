import Testing

@testable import Estimators

@Suite struct ColumnBinsTests {
  private func bins(_ numbers: [Double], weights: [Int64]? = nil, limit: Int) -> ColumnBins {
    let keys = Set(numbers).sorted().map(KeySorter.key)
    return ColumnBins(
      dividing: keys, weights: weights ?? keys.map { _ in 1 }, limit: limit, hasMissing: false)
  }

  @Test func fewNumbersHaveABinEach() {
    let few = bins([3, -1, 0, .infinity, -.infinity], limit: 5)
    #expect(few.lower == [-.infinity, -1, 0, 3, .infinity])
    #expect(few.upper == few.lower)
    #expect(few.threshold(after: 1, before: 2) == -0.5)
    #expect(few.threshold(after: 1, before: 3) == 1)
    // What has no middle is parted by the lower number.
    #expect(few.threshold(after: 3, before: 4) == 3)
    #expect(few.threshold(after: 0, before: 4) == -.infinity)
    #expect(bins([1, 1.nextUp], limit: 2).threshold(after: 0, before: 1) == 1)
    #expect(bins([], limit: 5).count == 0)
  }

  @Test(arguments: [2, 3, 17, 255])
  func binsAreWithinTheLimitAndInOrder(limit: Int) {
    var generator = SeededGenerator(seed: 3)
    for trial in 0..<40 {
      let numbers = (0..<400).map { _ in
        let fraction = generator.fraction()
        return trial % 2 == 0 ? fraction : 1 / (1.0001 - fraction)
      }
      let heavy = trial % 4 < 2 ? 1 : 10_000
      let weights = Set(numbers).map { _ in Int64(1 + (generator.number(below: 7) == 0 ? heavy : 0)) }
      let bins = bins(numbers, weights: weights, limit: limit)
      #expect((2...limit).contains(bins.count))
      #expect(bins.lower.first == numbers.min())
      #expect(bins.upper.last == numbers.max())
      #expect(zip(bins.lower, bins.upper).allSatisfy { $0 <= $1 })
      #expect(zip(bins.upper, bins.lower.dropFirst()).allSatisfy { $0 < $1 })
    }
  }

  @Test func aHeavyNumberHasABinOfItsOwnAndLeavesTheOthersTheirs() {
    // Nine of ten rows have the 500th number.
    let numbers = (0..<1000).map(Double.init)
    let weights = (0..<1000).map { Int64($0 == 500 ? 9000 : 1) }
    let bins = bins(numbers, weights: weights, limit: 50)
    #expect(bins.lower.contains(500) && bins.upper.contains(500))
    #expect(bins.count >= 48)
    #expect(abs(bins.upper.filter { $0 < 500 }.count - bins.upper.filter { $0 > 500 }.count) <= 2)
  }

  @Test func aFarNumberDoesNotTakeTheBins() {
    let bins = bins((0..<1000).map(Double.init) + [1e15], limit: 100)
    #expect(bins.upper.filter { $0 < 1000 }.count > 45)
  }

  @Test func longTailsHaveMoreBinsThanTheirWeight() {
    let numbers = (0..<10_000).map { row in 1 / (1.0001 - Double(row) / 10_000) }
    let tail = bins(numbers, limit: 100).lower.filter { $0 > 50 }.count
    // 2 % of the rows are there.
    #expect(tail > 20)
  }

  @Test func keysHaveTheOrderOfNumbers() {
    let numbers: [Double] = [
      -.infinity, -1e300, -2, -.leastNonzeroMagnitude, 0, .leastNonzeroMagnitude, 1, 1.nextUp, 1e300,
      .infinity,
    ]
    let keys = numbers.map(KeySorter.key)
    #expect(keys == keys.sorted())
    #expect(keys.map(KeySorter.number) == numbers)
    #expect(KeySorter.key(of: -0.0) == KeySorter.key(of: 0))
    #expect(KeySorter.key(of: -.nan) == KeySorter.missing)
    #expect(keys.allSatisfy { $0 < KeySorter.missing })
  }

  @Test(arguments: [false, true])
  func keysAreSortedWithTheirCompanions(hasCompanions: Bool) {
    var generator = SeededGenerator(seed: 8)
    let keys = (0..<3000).map { row in row % 3 == 0 ? generator.next() : generator.next() >> 40 }
    let sorter = KeySorter(count: keys.count, hasCompanions: hasCompanions)
    for _ in 0..<2 {
      for (row, key) in keys.enumerated() {
        sorter.keys[row] = key
        if hasCompanions { sorter.companions[row] = Int64(row) }
      }
      sorter.sort()
      #expect((0..<keys.count).map { sorter.keys[$0] } == keys.sorted())
      if hasCompanions {
        #expect((0..<keys.count).map { keys[Int(sorter.companions[$0])] } == keys.sorted())
      }
    }
  }
}
