private import Foundation

/// A curve from scores to probabilities: 1 / (1 + exp(−(`slope` · score + `shift`))).
struct Sigmoid: Codable, Hashable, Sendable {
  var slope: Double
  var shift: Double

  /// The curve of logistic regression.
  static let standard = Sigmoid(slope: 1, shift: 0)

  /// The probability that belongs to a score.
  func probability(of score: Double) -> Double {
    let odds = slope * score + shift
    return odds >= 0 ? 1 / (1 + exp(-odds)) : exp(odds) / (1 + exp(odds))
  }

  var isFinite: Bool { slope.isFinite && shift.isFinite }
}

extension Sigmoid {
  /// The most probable curve for scores of rows of which it is known whether they are of the class.
  ///
  /// Targets are drawn in from 0 and 1 by as much as one row more of each kind would do, and Newton's method with
  /// halved steps finds the minimum of the convex loss.
  ///
  /// Source: J. Platt, “Probabilistic outputs for support vector machines” (1999); H.-T. Lin, C.-J. Lin and R. C. Weng, “A
  /// note on Platt's probabilistic outputs for support vector machines”, Machine Learning 68 (2007).
  init(fittedTo scores: [Double], isOfClass: [Bool]) {
    let positives = Double(isOfClass.count { $0 })
    let negatives = Double(isOfClass.count) - positives
    let high = (positives + 1) / (positives + 2)
    let low = 1 / (negatives + 2)
    let targets = isOfClass.map { $0 ? high : low }
    var curve = Sigmoid(slope: 0, shift: log((positives + 1) / (negatives + 1)))
    var loss = curve.loss(of: scores, targets)
    for _ in 0..<100 {
      // A little more than the second derivatives, so that the system can always be solved.
      var (slopes, cross, shifts) = (1e-12, 0.0, 1e-12)
      var (towardsSlope, towardsShift) = (0.0, 0.0)
      for (score, target) in zip(scores, targets) {
        let probability = curve.probability(of: score)
        let (curvature, error) = (probability * (1 - probability), probability - target)
        slopes += score * score * curvature
        cross += score * curvature
        shifts += curvature
        towardsSlope += score * error
        towardsShift += error
      }
      guard max(abs(towardsSlope), abs(towardsShift)) >= 1e-5 else { break }
      let determinant = slopes * shifts - cross * cross
      let step = Sigmoid(
        slope: -(shifts * towardsSlope - cross * towardsShift) / determinant,
        shift: -(slopes * towardsShift - cross * towardsSlope) / determinant)
      let descent = towardsSlope * step.slope + towardsShift * step.shift
      var size = 1.0
      while size >= 1e-10 {
        let candidate = Sigmoid(
          slope: curve.slope + size * step.slope, shift: curve.shift + size * step.shift)
        let candidateLoss = candidate.loss(of: scores, targets)
        if candidateLoss < loss + 1e-4 * size * descent {
          (curve, loss) = (candidate, candidateLoss)
          break
        }
        size /= 2
      }
      guard size >= 1e-10 else { break }
    }
    self = curve
  }

  /// The cross-entropy of targets and probabilities.
  private func loss(of scores: [Double], _ targets: [Double]) -> Double {
    zip(scores, targets).reduce(0) { sum, row in
      let odds = slope * row.0 + shift
      return sum + (odds >= 0 ? (1 - row.1) * odds + log1p(exp(-odds)) : -row.1 * odds + log1p(exp(odds)))
    }
  }
}
