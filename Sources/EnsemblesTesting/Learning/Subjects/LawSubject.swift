internal import Ensembles

/// A recipe to check, as far as laws do not depend on whether it is an estimator or a preprocessing step.
protocol LawSubject: Sendable {
  associatedtype Recipe: Configurable
  associatedtype Fitted: Codable & Sendable

  var recipe: Recipe { get }
  /// How far outputs may be apart, relative to the largest.
  var tolerance: Double { get }
  /// Examples that it has been fitted to, or why there are none.
  var sample: Result<Dataset, any Error> { get }
  var acceptsMissing: Bool { get }
  var acceptsWeights: Bool { get }

  /// Fits as an ensemble does.
  func fitted(to data: Dataset, seed: UInt64) throws -> Fitted

  /// Fits as a user does, with checks before.
  func fittedAlone(to data: Dataset) throws -> Fitted

  func outputs(of fitted: Fitted, for features: Features) throws -> Outputs

  /// Checks that outputs are as many and as wide as they should be, and finite.
  func requireSoundness(
    of outputs: Outputs, from fitted: Fitted, rowCount: Int, columnCount: Int, for data: Dataset) throws

  /// An ensemble in which it stands, and types that a model of that names.
  func ensemble() -> (SequentialEnsemble, Registry)
}

extension LawSubject {
  /// Fits with seed 0.
  func fitted(to data: Dataset) throws -> Fitted { try fitted(to: data, seed: 0) }

  /// What a fit to data gives for the rows of the sample.
  func outputs(fittedTo data: Dataset, seed: UInt64 = 0) throws -> Outputs {
    try outputs(of: fitted(to: data, seed: seed), for: sample.get().features)
  }
}

/// What a model or a fitted step makes of features.
struct Outputs: Equatable, Sendable {
  /// What is predicted, or the changed features.
  var values: Matrix<Double>
  /// Those of a classifier.
  var probabilities: Matrix<Double>?

  /// What tells small differences apart: a class that is predicted jumps.
  var graded: Matrix<Double> { probabilities ?? values }

  var isFinite: Bool {
    values.elements.allSatisfy(\.isFinite) && (probabilities?.elements.allSatisfy(\.isFinite) ?? true)
  }

  /// Checks that other outputs are the same but for small differences.
  func requireAgreement(with other: Outputs, within tolerance: Double, _ what: String) throws {
    let (ours, theirs) = (graded, other.graded)
    guard ours.rowCount == theirs.rowCount, ours.columnCount == theirs.columnCount else {
      throw Breach(
        "\(what): \(ours.rowCount)×\(ours.columnCount) numbers, not \(theirs.rowCount)×\(theirs.columnCount)")
    }
    let largest = theirs.elements.reduce(0) { max($0, abs($1)) }
    for row in 0..<ours.rowCount {
      for column in 0..<ours.columnCount {
        let (one, another) = (ours[row, column], theirs[row, column])
        guard abs(one - another) <= tolerance * largest else {
          throw Breach(
            "\(what): \(one), not \(another), in row \(row), column \(column) (counted from 0), where the largest is "
              + "\(largest)")
        }
      }
    }
  }

  /// Checks that other outputs are the same to the last bit.
  func requireEquality(with other: Outputs, _ what: String) throws {
    guard self != other else { return }
    try requireAgreement(with: other, within: 0, what)
    throw Breach("\(what): another class is predicted")
  }
}
