import Estimators
import Foundation
import Testing

/// One pass over the rows agrees with a fit a fold on all that is compared with scikit-learn.
@Suite struct CrossFittingReferenceTests {
  /// A data set of the fixtures.
  struct Sample: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var data: Dataset

    /// With weights, zeros among them.
    func weighted() throws -> Dataset {
      try data.weighted(by: (0..<data.rowCount).map { [1, 2, 0.5, 0, 1][$0 % 5] })
    }
  }

  private static func samples<Case>(
    _ cases: [Case], of file: String, _ sample: (Case) throws -> (name: String, data: Dataset)
  ) -> [Sample] {
    cases.compactMap { one in
      do {
        let (name, data) = try sample(one)
        let rows = data.rows(RangeSet(0..<min(150, data.rowCount)))
        return Sample(testDescription: "\(name) (\(file))", data: rows)
      } catch {
        Issue.record(error)
        return nil
      }
    }
  }

  /// Those that learners of sums accept.
  private static let complete = NativeCase.all.filter { !$0.features.joined().contains(nil) }

  private static let regressions =
    samples(Fixtures.all.linear, of: "linear") {
      ($0.name, try Dataset(features: Matrix(rows: $0.features), target: $0.target))
    }
    + samples(DensityFixtures.all.numbers, of: "neighbors") {
      ($0.name, try Dataset(features: Matrix(rows: $0.features), targets: Matrix(rows: $0.targets)))
    }
    + samples(DecompositionFixtures.all.numbers, of: "ridge") {
      ($0.name, try Dataset(features: Matrix(rows: $0.features), targets: Matrix(rows: $0.targets)))
    }
    + samples(complete.filter { $0.classCount == 0 }, of: "boosters") {
      ($0.name, try $0.data())
    }
    + samples(TreeCase.all.filter { $0.classCount == 0 }, of: "trees") {
      ($0.name, try Dataset(features: Matrix(rows: $0.features), target: $0.target))
    }

  private static let classifications =
    samples(Fixtures.all.logistic, of: "logistic") {
      ($0.name, try Dataset(features: Matrix(rows: $0.features), labels: $0.classes))
    }
    + samples(DensityFixtures.all.classes, of: "naive Bayes") {
      ($0.name, try Dataset(features: Matrix(rows: $0.features), labels: $0.classes))
    }
    + samples(DecompositionFixtures.all.classes, of: "discriminants") {
      ($0.name, try Dataset(features: Matrix(rows: $0.features), labels: $0.classes))
    }
    + samples(complete.filter { $0.classCount > 0 }, of: "boosters") { ($0.name, try $0.data()) }
    + samples(TreeCase.all.filter { $0.classCount > 0 && $0.name != "digits" }, of: "trees") {
      ($0.name, try Dataset(features: Matrix(rows: $0.features), labels: $0.target.map { Int($0) }))
    }

  /// Data that sums must do for: here learners decline nothing.
  private static let easy = ["width of petals", "friedman", "plane", "diabetes", "iris", "wine"]

  @Test func thereAreCases() {
    for samples in [Self.regressions, Self.classifications] {
      #expect(samples.count >= 20)
      #expect(samples.count { sample in Self.easy.contains { sample.testDescription.hasPrefix($0) } } >= 5)
    }
  }

  @Test(arguments: regressions)
  func linearLearnersAgree(_ sample: Sample) throws {
    try check(linearCrossFitters, on: sample)
  }

  @Test(arguments: classifications)
  func classifiersAgree(_ sample: Sample) throws { try check(classCrossFitters, on: sample) }

  private func check(_ recipes: [any CrossFitting], on sample: Sample) throws {
    let isEasy = Self.easy.contains { sample.testDescription.hasPrefix($0) }
    for recipe in recipes {
      for (data, count, areNeighbours) in [
        (sample.data, 5, true), (try sample.weighted(), 3, false),
      ] {
        let found = try OnePassComparison(
          recipe, on: data, folds: folds(count, of: data.rowCount, areNeighbours: areNeighbours))
        #expect(found.difference <= 1e-8, "\(recipe), \(count) folds")
        // Negative numbers are no counts, and a fold may leave a class no width.
        if isEasy && !(recipe is MultinomialNaiveBayes) && !(recipe is QuadraticDiscriminantAnalysis) {
          #expect(found.declined == 0, "\(recipe), \(count) folds")
        }
      }
    }
  }
}
