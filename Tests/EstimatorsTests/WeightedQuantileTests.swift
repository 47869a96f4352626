import Testing

@testable import Estimators

@Suite struct WeightedQuantileTests {
  @Test func whatIsInfiniteIsNotInTheWayOfOtherQuantiles() {
    let values = [1, .infinity, 2.0]
    #expect(
      WeightedQuantile.values(at: [0, 0.5, 0.75, 1], of: values, weights: nil) == [
        1, 2, .infinity, .infinity,
      ])
  }

  private func quartiles(_ values: [Double], _ weights: [Double]?) -> [Double] {
    WeightedQuantile.values(at: [0.25, 0.5, 0.75], of: values, weights: weights)
  }

  /// A place between numbers, and one at each of three numbers, where the rounding of sums would show.
  @Test(
    arguments: [
      (100, [25.75, 50.5, 75.25]), (101, [26, 51, 76]), (1, [1, 1, 1]), (2, [1.25, 1.5, 1.75]),
    ],
    [0.01, 0.3, 1.0 / 101, 1.0 / 3, 1, 1e-300, .leastNonzeroMagnitude])
  func equalSharesAreNoWeights(reference: (count: Int, quartiles: [Double]), weight: Double) {
    let values = (1...reference.count).reversed().map(Double.init)
    #expect(quartiles(values, nil) == reference.quartiles)
    #expect(quartiles(values, values.map { _ in weight }) == reference.quartiles)
  }

  @Test(arguments: [[3.0, 1, 0, 2], [1, 1, 1, 1], [2, 2, 2, 2], [0, 0, 7, 0], [1, 4, 1, 1]])
  func wholeWeightsAreCopies(weights: [Double]) {
    let values = [4.0, -1, 9, 2.5]
    let copies = zip(values, weights).flatMap { Array(repeating: $0, count: Int($1)) }
    #expect(quartiles(values, weights) == quartiles(copies, nil))
  }

  /// Multiplied such that their mean is 1, the shares end at 0.5, 2, 2.5 and 4.
  @Test(arguments: [0.1, 1e-9, 0.125])
  func sharesCountInProportion(unit: Double) {
    let weights = [1.0, 3, 1, 3].map { $0 * unit }
    #expect(quartiles([10, 20, 30, 40], weights) == [17.5, 25, 32.5])
  }
}
