import Estimators
import Foundation
import Testing

@Suite struct LogisticTests {
  private func noise(_ rowCount: Int, _ columnCount: Int, seed: UInt64 = 1) -> Matrix<Double> {
    var generator = SeededGenerator(seed: seed)
    return Matrix(
      rowCount: rowCount, columnCount: columnCount,
      elements: (0..<rowCount * columnCount).map { _ in generator.fraction() - 0.5 })
  }

  /// The largest slope of the loss, from its definition.
  private func slope(of model: LogisticModel, _ features: Matrix<Double>, _ labels: [Int], penalty: Double)
    throws
    -> Double
  {
    guard model.classes.count > 1 else { return 0 }
    let probabilities = try model.probabilities(from: features)
    var largest = 0.0
    for (output, column) in zip(0..., model.classes.count == 2 ? [model.classes[1]] : model.classes) {
      let errors = labels.indices.map { probabilities[$0, column] - (labels[$0] == column ? 1 : 0) }
      largest = max(largest, abs(errors.reduce(0, +)))
      for feature in 0..<features.columnCount {
        let slope = labels.indices.reduce(penalty * model.coefficients[feature, output]) {
          $0 + errors[$1] * features[$1, feature]
        }
        largest = max(largest, abs(slope))
      }
    }
    return largest
  }

  // Few unknowns are Newton's, many L-BFGS'; more rows than one block has, and fewer.
  @Test(arguments: [(900, 4, 3), (60, 200, 2), (300, 60, 5), (1, 3, 1), (7, 1, 2)])
  func theLossIsFlatAtTheMinimum(rowCount: Int, columnCount: Int, classCount: Int) throws {
    let features = noise(rowCount, columnCount)
    let labels = (0..<rowCount).map { $0 * $0 % (classCount + 1) % classCount }
    let data = try Dataset(features: features, labels: labels, classes: Array(0..<classCount))
    let model = try LogisticRegression(penalty: 0.5).fitted(to: data)
    #expect(try slope(of: model, features, labels, penalty: 0.5) < 1e-6 * Double(rowCount))
  }

  @Test func probabilitiesSumToOneAndChooseTheClass() throws {
    let features = noise(200, 3)
    let labels = (0..<200).map { features[$0, 0] > 0.2 ? "high" : features[$0, 1] > 0 ? "left" : "right" }
    let model = try LogisticRegression(penalty: 0.01).fitted(to: Dataset(features: features, labels: labels))
    let probabilities = try model.probabilities(from: features)
    for row in 0..<200 { #expect(abs(probabilities.row(row).reduce(0, +) - 1) < 1e-12) }
    let classes = try model.predictions(from: features).elements
    let names = ["high", "left", "right"]
    #expect(zip(classes, labels).count { names[Int($0)] == $1 } > 180)
  }

  @Test func separableClassesNeedAPenalty() throws {
    let features = Matrix(column: (0..<40).map(Double.init))
    let data = try Dataset(features: features, labels: (0..<40).map { $0 < 20 ? "low" : "high" })
    let error = #expect(throws: ModelingError.self) { try LogisticRegression(penalty: 0).fitted(to: data) }
    #expect(error?.code == .notConverged)
    #expect(error?.message.contains("penalty") == true)
    let model = try LogisticRegression(penalty: 1e-6).fitted(to: data)
    #expect(try Scorer.accuracy.score(of: model.predictions(from: features), against: data) == 1)
  }

  @Test func classesThatOverlapAtOnePointOnlyHaveNoMinimum() throws {
    // Separated but for one point that both classes share: the loss falls for ever, but not to zero.
    let data = try Dataset(
      features: Matrix(column: [0, 1, 2, 2, 3, 4]), labels: ["a", "a", "a", "b", "b", "b"])
    #expect(throws: ModelingError.self) { try LogisticRegression(penalty: 0).fitted(to: data) }
  }

  @Test func classesWithoutExamplesAreGivenNoProbability() throws {
    let features = noise(90, 2)
    for occurring in [[0, 2], [1, 2, 4]] {
      let labels = (0..<90).map { occurring[$0 * $0 % 7 % occurring.count] }
      let data = try Dataset(features: features, labels: labels, classes: Array(0..<5))
      let model = try LogisticRegression().fitted(to: data)
      #expect(model.classCount == 5)
      let probabilities = try model.probabilities(from: features)
      for row in 0..<90 {
        #expect(abs(probabilities.row(row).reduce(0, +) - 1) < 1e-12)
        for candidate in 0..<5 where !occurring.contains(candidate) {
          #expect(probabilities[row, candidate] == 0)
        }
      }
    }
  }

  @Test func oneClassAloneIsCertain() throws {
    let data = try Dataset(features: noise(5, 2), labels: [1, 1, 1, 1, 1], classes: [0, 1, 2])
    let model = try LogisticRegression().fitted(to: data)
    #expect(try model.probabilities(from: noise(2, 2)).elements == [0, 1, 0, 0, 1, 0])
    #expect(try model.predictions(from: noise(2, 2)).elements == [1, 1])
    #expect(model.inputWeights.columnCount == 0)
  }

  @Test(arguments: [0, 1.0])
  func columnsThatDependOnEachOtherAreFitted(penalty: Double) throws {
    let one = noise(100, 2)
    let features = Matrix(rows: (0..<100).map { [one[$0, 0], one[$0, 1], one[$0, 0], 7] })
    let labels = (0..<100).map { $0 * $0 % 5 % 3 }
    let model = try LogisticRegression(penalty: penalty).fitted(
      to: Dataset(features: features, labels: labels))
    #expect(try slope(of: model, features, labels, penalty: penalty) < 1e-5)
    if penalty > 0 { #expect(abs(model.coefficients[0, 0] - model.coefficients[2, 0]) < 1e-9) }
  }

  @Test func rowViewsAndFloatsEqualCopies() throws {
    let narrow = Matrix<Float>(noise(700, 3))
    let labels = (0..<700).map { $0 * $0 % 11 % 3 }
    let rows = RangeSet([3..<200, 201..<202, 400..<700])
    let kept = Array(rows.ranges.joined())
    let view = try Dataset(features: narrow, labels: labels).rows(rows)
    let copy = try Dataset(
      features: Matrix<Double>(narrow).view(rows: rows).copied(), labels: kept.map { labels[$0] })
    #expect(try LogisticRegression().fitted(to: view) == LogisticRegression().fitted(to: copy))
  }

  @Test func hugeNumbersAreRefusedByName() throws {
    let data = try Dataset(
      features: Matrix<Double>(rows: [[1e200, 1], [-1e200, 2], [1e200, 3]]), labels: [0, 1, 0])
    let error = #expect(throws: ModelingError.self) { try LogisticRegression().fitted(to: data) }
    #expect(error?.code == .notFinite)
    #expect(error?.message.contains("“logistic”") == true)
  }

  @Test func numbersAreRefused() throws {
    let data = try Dataset(features: noise(3, 1), target: [0, 1, 0])
    let error = #expect(throws: ModelingError.self) { try LogisticRegression().fitted(to: data) }
    #expect(error?.code == .unsuitableTarget)
  }

  @Test func tooFewStepsAreAnError() throws {
    let data = try Dataset(features: noise(50, 2), labels: (0..<50).map { $0 % 2 })
    let error = #expect(throws: ModelingError.self) {
      try LogisticRegression(penalty: 1e-3, tolerance: 1e-14, maximumSteps: 1).fitted(to: data)
    }
    #expect(error?.code == .notConverged)
  }

  @Test func aModelIsStoredAndADamagedOneRefused() throws {
    let data = try Dataset(features: noise(50, 2), labels: (0..<50).map { $0 % 3 })
    let model = try LogisticRegression().fitted(to: data)
    let stored = try JSONEncoder().encode(model)
    #expect(try JSONDecoder().decode(LogisticModel.self, from: stored) == model)
    let text = String(decoding: stored, as: UTF8.self)
    for (whole, part) in [("[0,1,2]", "[0,1]"), ("[0,1,2]", "[0,2,1]"), ("[0,1,2]", "[0,1,3]")] {
      #expect(text.contains(whole))
      let damaged = text.replacingOccurrences(of: whole, with: part)
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(LogisticModel.self, from: Data(damaged.utf8))
      }
    }
  }

  @Test func predictingWithOtherColumnsIsAnError() throws {
    let model = try LogisticRegression().fitted(
      to: Dataset(features: noise(6, 2), labels: [0, 1, 0, 1, 0, 1]))
    #expect(throws: ModelingError.self) { try model.probabilities(from: noise(1, 3)) }
    #expect(try model.probabilities(from: noise(0, 2)).rowCount == 0)
  }
}
