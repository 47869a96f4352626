import Foundation
import Testing

@testable import Estimators

@Suite struct CalibrationTests {
  /// The slopes of the loss at the minimum are nothing, by its definition.
  @Test func theCurveIsTheMostProbable() {
    var generator = SeededGenerator(seed: 3)
    let scores = (0..<300).map { _ in generator.fraction() * 6 - 3 }
    let isOfClass = scores.map { 1 / (1 + exp(-2 * $0 + 0.5)) > generator.fraction() }
    let curve = Sigmoid(fittedTo: scores, isOfClass: isOfClass)
    let positives = Double(isOfClass.count { $0 })
    var (slope, shift) = (0.0, 0.0)
    for (score, member) in zip(scores, isOfClass) {
      let target = member ? (positives + 1) / (positives + 2) : 1 / (300 - positives + 2)
      let error = 1 / (1 + exp(-(curve.slope * score + curve.shift))) - target
      slope += error * score
      shift += error
    }
    #expect(abs(slope) < 1e-4 && abs(shift) < 1e-4)
    #expect(abs(curve.slope - 2) < 0.6 && abs(curve.shift + 0.5) < 0.5)
  }

  @Test(arguments: [[Bool](repeating: true, count: 5), [false, false, true, true, true], []])
  func separatedAndOneSidedScoresGiveFiniteCurves(isOfClass: [Bool]) {
    let curve = Sigmoid(fittedTo: isOfClass.indices.map { Double($0) * 1000 }, isOfClass: isOfClass)
    #expect(curve.isFinite)
    for score in [-1e6, 0, 1e6] { #expect(0...1 ~= curve.probability(of: score)) }
  }

  /// Pairs that come from probabilities give those back.
  @Test(arguments: [[0.3, 0.7], [0.2, 0.5, 0.3], [0.1, 0.2, 0.3, 0.4], [0.9, 0.05, 0.03, 0.01, 0.01]])
  func pairsThatAgreeGiveTheirProbabilities(truth: [Double]) {
    var pairs: [Double] = []
    for i in truth.indices {
      for j in i + 1..<truth.count { pairs.append(truth[i] / (truth[i] + truth[j])) }
    }
    let probabilities = PairwiseCoupling.probabilities(from: pairs, count: truth.count)
    for (ours, theirs) in zip(probabilities, truth) { #expect(abs(ours - theirs) < 1e-4) }
    #expect(abs(probabilities.reduce(0, +) - 1) < 1e-12)
  }

  @Test func pairsOfCertaintyStillGiveProbabilities() {
    let probabilities = PairwiseCoupling.probabilities(from: [1, 0, 1], count: 3)
    #expect(abs(probabilities.reduce(0, +) - 1) < 1e-12)
    for probability in probabilities { #expect(abs(probability - 1 / 3.0) < 1e-6) }
  }
}
