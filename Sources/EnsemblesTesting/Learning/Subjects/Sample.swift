internal import Ensembles

/// Examples to try learners on.
enum Sample {
  private static let rowCount = 72

  /// Data of several kinds, as not everything learns from every kind.
  ///
  /// All numbers are multiples of a 64th, so that they are the same as `Float`.
  static func all(of kind: TargetKind) throws -> [Dataset] {
    var generator = SeededGenerator(seed: 20)
    let general = Matrix<Double>(
      rows: (0..<rowCount).map { row in
        [
          Double(generator.number(below: 257)) / 64 - 2, Double(generator.number(below: 129)) / 64,
          Double(row % 5), Double(generator.number(below: 513)) / 64 - 4,
        ]
      })
    let counts = Matrix<Double>(
      rows: (0..<rowCount).map { row in
        (0..<3).map { Double(generator.number(below: row % 3 == $0 ? 9 : 4)) }
      })
    // The predictions of two classifiers for three classes.
    let chances = Matrix<Double>(
      rows: (0..<rowCount).map { row in
        (0..<2).flatMap { _ in
          let likely = generator.number(below: 4) == 0 ? generator.number(below: 3) : row % 3
          return (0..<3).map { $0 == likely ? 0.625 : 0.1875 }
        }
      })
    let target = (0..<rowCount).map { row in
      let noise = Double(generator.number(below: 33)) / 64
      return 2 * general[row, 0] - general[row, 1] + (general[row, 3] > 1 ? 1.5 : 0) + noise
    }
    let labels = (0..<rowCount).map { row in
      generator.number(below: 8) == 0
        ? "oak" : general[row, 0] > 0.5 ? "ash" : target[row] > 0 ? "elm" : "oak"
    }
    let rotating = (0..<rowCount).map { ["ash", "elm", "oak"][$0 % 3] }
    return switch kind {
    case .numbers: try [general, counts].map { try Dataset(features: $0, target: target) }
    case .classes:
      try [
        Dataset(features: general, labels: labels), Dataset(features: counts, labels: rotating),
        Dataset(features: chances, labels: rotating),
      ]
    }
  }

  /// The first data set that a fit does not refuse.
  ///
  /// - Throws: What the fit to the first one throws, if it refuses all.
  static func first(of samples: [Dataset], for fit: (Dataset) throws -> Void) throws -> Dataset {
    var refusal: (any Error)?
    for sample in samples {
      do {
        try fit(sample)
        return sample
      } catch {
        refusal = refusal ?? error
      }
    }
    throw Breach(
      "none of \(samples.count.counted("data set")) could be learned from: "
        + (refusal.map { "\($0)" } ?? "there is none"))
  }
}
