/// Probabilities of classes from those within each pair of them.
enum PairwiseCoupling {
  /// The probabilities that agree best with those of all pairs.
  ///
  /// They minimise Σ (*rⱼᵢ* *pᵢ* − *rᵢⱼ* *pⱼ*)² over all pairs, where *rᵢⱼ* is the probability of *i* rather than *j*.
  ///
  /// Source: T.-F. Wu, C.-J. Lin and R. C. Weng, “Probability estimates for multi-class classification by pairwise
  /// coupling”, Journal of Machine Learning Research 5 (2004), second method.
  ///
  /// - Parameters:
  ///   - pairs: The probability of the first of each pair: (0, 1), (0, 2), …, (1, 2), ….
  ///   - count: The number of classes, at least 2.
  /// - Returns: `count` numbers with a sum of 1.
  static func probabilities(from pairs: [Double], count: Int) -> [Double] {
    guard count > 2 else { return [pairs[0], 1 - pairs[0]] }
    var first = [Double](repeating: 0, count: count * count)
    var place = 0
    for i in 0..<count {
      for j in i + 1..<count {
        // A probability of 0 or 1 would leave no room for what other pairs say.
        let probability = min(max(pairs[place], 1e-7), 1 - 1e-7)
        first[i * count + j] = probability
        first[j * count + i] = 1 - probability
        place += 1
      }
    }
    var matrix = [Double](repeating: 0, count: count * count)
    for i in 0..<count {
      for j in 0..<count where j != i {
        matrix[i * count + i] += first[j * count + i] * first[j * count + i]
        matrix[i * count + j] = -first[j * count + i] * first[i * count + j]
      }
    }
    var probabilities = [Double](repeating: 1 / Double(count), count: count)
    var products = probabilities
    for _ in 0..<max(100, count) {
      var total = 0.0
      for i in 0..<count {
        products[i] = (0..<count).reduce(0) { $0 + matrix[i * count + $1] * probabilities[$1] }
        total += probabilities[i] * products[i]
      }
      if products.allSatisfy({ abs($0 - total) < 0.001 / Double(count) * 0.005 }) { break }
      for i in 0..<count {
        let change = (total - products[i]) / matrix[i * count + i]
        probabilities[i] += change
        total =
          (total + change * (change * matrix[i * count + i] + 2 * products[i]))
          / ((1 + change) * (1 + change))
        for j in 0..<count {
          products[j] = (products[j] + change * matrix[i * count + j]) / (1 + change)
          probabilities[j] /= 1 + change
        }
      }
    }
    return probabilities
  }
}
