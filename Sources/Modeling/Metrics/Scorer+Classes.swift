private import Foundation

extension Scorer {
  /// The share of examples whose class was predicted.
  public static let accuracy = Scorer("accuracy", greaterIsBetter: true, .classes) { rows in
    let total = try rows.totalWeight()
    return rows.sums { $0 == $1 ? 1 : 0 }[0] / total
  }

  /// The harmonic mean of precision and recall.
  ///
  /// With two classes the last is the positive one, whose score it is: 0 if it is neither predicted nor true
  /// anywhere. With more it is the mean of the scores of all classes that are predicted or true somewhere.
  public static let f1 = Scorer("f1", greaterIsBetter: true, .classes) { rows in
    _ = try rows.totalWeight()
    let count = rows.classCount
    var right = [Double](repeating: 0, count: count)
    var seen = [Double](repeating: 0, count: count)
    try rows.forEach { row, predictions, truth, weight in
      guard let predicted = Int(exactly: predictions[0]), (0..<count).contains(predicted) else {
        throw ModelingError(
          .mismatchedShapes,
          "“f1” was given \(predictions[0]) in row \(row) (counted from 0), which is the number of no class")
      }
      let actual = Int(truth[0])
      if actual == predicted { right[actual] += weight }
      seen[actual] += weight
      seen[predicted] += weight
    }
    let scores = zip(right, seen).map { $1 > 0 ? 2 * $0 / $1 : 0 }
    guard count > 2 else { return scores[count - 1] }
    let occurring = seen.count { $0 > 0 }
    return scores.reduce(0, +) / Double(occurring)
  }

  /// The mean of the negative logarithms of the probabilities that were given to the true classes.
  ///
  /// Probabilities count as at least the precision of `Double`, 2⁻⁵², and as at most 1 less that.
  public static let logLoss = Scorer("log-loss", greaterIsBetter: false, .classes, .probabilities) { rows in
    let total = try rows.totalWeight()
    var sum = 0.0
    rows.forEach { _, probabilities, truth, weight in
      let probability = probabilities[Int(truth[0])]
      sum -= weight * log(min(max(probability, .ulpOfOne), 1 - .ulpOfOne))
    }
    return sum / total
  }

  /// The area under the receiver operating characteristic: how probable it is that an example of a class is given a
  /// higher probability of it than one of another class.
  ///
  /// With two classes it is that of the last. With more it is the mean over the classes, each against the rest. It is
  /// not defined where a class has no example among those scored, or all of them, which is an error.
  ///
  /// - Complexity: O(*rows* · log *rows*) time for each class.
  public static let areaUnderCurve = Scorer("auc", greaterIsBetter: true, .classes, .probabilities) { rows in
    let count = rows.classCount
    guard count > 2 else { return try rows.area(ofClass: count - 1) }
    return try (0..<count).reduce(0) { try $0 + rows.area(ofClass: $1) } / Double(count)
  }

  /// The mean squared difference between probabilities and what happened.
  ///
  /// With two classes it is that of the last class, from 0 to 1. With more, squares are summed over the classes, and
  /// it is from 0 to 2.
  public static let brierScore = Scorer("brier", greaterIsBetter: false, .classes, .probabilities) { rows in
    let total = try rows.totalWeight()
    let measured = rows.classCount > 2 ? 0..<rows.classCount : rows.classCount - 1..<rows.classCount
    var sum = 0.0
    rows.forEach { _, probabilities, truth, weight in
      for candidate in measured {
        let difference = probabilities[candidate] - (Int(truth[0]) == candidate ? 1 : 0)
        sum += weight * difference * difference
      }
    }
    return sum / total
  }
}

extension ScoredRows {
  fileprivate var classCount: Int { data.classes?.count ?? 0 }

  /// The share of pairs, one example of the class and one of another, that probabilities put in the right order.
  ///
  /// Equal probabilities count half.
  fileprivate func area(ofClass candidate: Int) throws -> Double {
    var examples: [(probability: Double, positive: Double, negative: Double)] = []
    examples.reserveCapacity(data.rowCount)
    forEach { _, probabilities, truth, weight in
      let isPositive = Int(truth[0]) == candidate
      examples.append((probabilities[candidate], isPositive ? weight : 0, isPositive ? 0 : weight))
    }
    let positives = examples.reduce(0) { $0 + $1.positive }
    let negatives = examples.reduce(0) { $0 + $1.negative }
    guard positives > 0, negatives > 0 else {
      let label = data.classes?.labels[candidate] ?? ""
      throw ModelingError(
        .unsuitableTarget,
        "“\(name)” is not defined, because \(positives > 0 ? "every" : "no") example that is scored is of the class "
          + "“\(label)”; score more rows, or use “log-loss”")
    }
    examples.sort { $0.probability < $1.probability }
    var (area, below, next) = (0.0, 0.0, 0)
    while next < examples.count {
      let probability = examples[next].probability
      var (tiedPositives, tiedNegatives) = (examples[next].positive, examples[next].negative)
      next += 1
      while next < examples.count, examples[next].probability == probability {
        tiedPositives += examples[next].positive
        tiedNegatives += examples[next].negative
        next += 1
      }
      area += tiedPositives * (below + tiedNegatives / 2)
      below += tiedNegatives
    }
    return area / (positives * negatives)
  }
}
