private import Foundation

/// Turns the logarithms of what probabilities are proportional to into probabilities.
enum LogProbabilities {
  /// Writes the probabilities of a row.
  ///
  /// - Parameters:
  ///   - scores: One number for each class that occurred, of which those of −∞ stand for what is impossible.
  ///   - classes: The place of each of them in the row.
  ///   - fallback: The probabilities if everything is impossible.
  ///   - row: One number for each class, zeros before.
  static func write(
    _ scores: [Double], of classes: [Int], otherwise fallback: [Double],
    to row: UnsafeMutableBufferPointer<Double>
  ) {
    let largest = scores.reduce(-Double.infinity, Swift.max)
    guard largest > -Double.infinity else {
      for (place, probability) in zip(classes, fallback) { row[place] = probability }
      return
    }
    var sum = 0.0
    for (place, score) in zip(classes, scores) {
      let term = exp(score - largest)
      row[place] = term
      sum += term
    }
    for place in classes { row[place] /= sum }
  }
}
