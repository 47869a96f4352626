private import Foundation

/// The loss of logistic regression, with its slope and curvature, read from the data in blocks of rows.
///
/// Unknowns belong to standardized columns, and after them the intercept, if there is one, as a column of ones. They
/// lie row by row: the numbers of all classes for a column are neighbours.
struct LogisticLoss {
  private let data: Dataset
  private let penalty: Double
  private let means: [Double]
  private let scales: [Double]
  private let hasIntercept: Bool

  /// The classes that occur, in ascending order.
  private let classes: [Int]
  /// For each class, its place among those that occur.
  private let places: [Int?]

  let totalWeight: Double

  /// The number of columns of coefficients: none for one class, one for two classes.
  var outputCount: Int { classes.count > 2 ? classes.count : classes.count - 1 }
  /// The number of columns of features and intercept.
  var width: Int { means.count + (hasIntercept ? 1 : 0) }
  var unknownCount: Int { width * outputCount }
  var isPenalised: Bool { penalty > 0 }

  /// - Throws: `ModelingError` if no example counts, or if sums overflow.
  init(_ data: Dataset, penalty: Double, intercept: Bool, typeName: String) throws {
    let moments = try WeightedMoments(data)
    self.data = data
    self.penalty = penalty
    hasIntercept = intercept
    totalWeight = moments.totalWeight
    means = intercept ? moments.featureMeans : [Double](repeating: 0, count: data.features.columnCount)
    let deviations = moments.featureDeviations(from: means)
    guard means.allSatisfy(\.isFinite), deviations.allSatisfy(\.isFinite) else {
      throw ModelingError.overflow(in: typeName)
    }
    scales = zip(means, deviations).map { mean, deviation in
      deviation > 10 * Double.ulpOfOne * abs(mean) && deviation.isNormal ? deviation : 1
    }
    var occurs = [Bool](repeating: false, count: data.classes?.count ?? 0)
    data.target.forEachRowBlock(of: blockRows, as: Double.self) { block in
      data.withWeights(of: block.rows) { weights in
        for row in 0..<block.rowCount where weights?[row] ?? 1 > 0 { occurs[Int(block.row(row)[0])] = true }
      }
    }
    let classes = occurs.indices.filter { occurs[$0] }
    self.classes = classes
    places = occurs.indices.map { classes.firstIndex(of: $0) }
  }

  /// The loss at a point, its slope and, if asked for, its curvature.
  struct Value {
    var loss: Double
    /// In the order of the unknowns.
    var slope: [Double]
    /// A matrix for each pair of classes, the first at most the second; none if it was not asked for.
    var curvature: [[Double]]
  }

  func value(at unknowns: [Double], curved: Bool) -> Value {
    let (width, outputs) = (width, outputCount)
    let pairs = curved ? outputs * (outputs + 1) / 2 : 0
    var value = Value(
      loss: 0, slope: [Double](repeating: 0, count: unknowns.count),
      curvature: [[Double]](repeating: [Double](repeating: 0, count: width * width), count: pairs))
    var scores = [Double](repeating: 0, count: blockRows * outputs)
    var scaled = [Double](repeating: 0, count: curved ? blockRows * width : 0)
    forEachBlock { rows, labels, weights in
      let count = labels.count
      unknowns.withUnsafeBufferPointer { unknowns in
        scores.withUnsafeMutableBufferPointer {
          LinearAlgebra.multiply(
            rows, rowCount: count, columnCount: width, by: unknowns, outputCount: outputs, into: $0)
        }
      }
      for row in 0..<count {
        value.loss +=
          weights[row] * Self.replaceByProbabilities(&scores, row * outputs, outputs, label: labels[row])
      }
      if curved {
        var pair = 0
        for first in 0..<outputs {
          for second in first..<outputs {
            for row in 0..<count {
              let one = scores[row * outputs + first]
              let other = first == second ? 1 - one : scores[row * outputs + second]
              let scale = (weights[row] * one * other).squareRoot()
              for place in row * width..<(row + 1) * width { scaled[place] = scale * rows[place] }
            }
            scaled.withUnsafeBufferPointer { scaled in
              value.curvature[pair].withUnsafeMutableBufferPointer {
                LinearAlgebra.addGram(of: scaled, rowCount: count, order: width, to: $0)
              }
            }
            pair += 1
          }
        }
      }
      for row in 0..<count {
        for output in 0..<outputs {
          let isTrue = labels[row] == (outputs == 1 ? 1 : output)
          scores[row * outputs + output] = weights[row] * (scores[row * outputs + output] - (isTrue ? 1 : 0))
        }
      }
      scores.withUnsafeBufferPointer { scores in
        value.slope.withUnsafeMutableBufferPointer {
          LinearAlgebra.addProduct(
            ofTransposed: rows, leftCount: width, and: scores, rightCount: outputs, rowCount: count, to: $0)
        }
      }
    }
    // The penalty is on the coefficients of the columns as they are.
    for column in means.indices {
      let weight = penalty / (scales[column] * scales[column])
      for place in column * outputs..<(column + 1) * outputs {
        value.loss += weight / 2 * unknowns[place] * unknowns[place]
        value.slope[place] += weight * unknowns[place]
      }
    }
    return value
  }

  /// Solves for Newton's step: curvature times step is the slope, with its sign changed.
  ///
  /// Numbers added to all classes change no probability, so that the system of more than two classes lacks a rank for
  /// each column. It gets one that the slope knows nothing of, since slopes of a column sum to zero over the classes.
  ///
  /// - Returns: nil if the system is not finite.
  func step(_ value: Value) -> [Double]? {
    let (width, outputs) = (width, outputCount)
    let order = width * outputs
    var system = [Double](repeating: 0, count: order * order)
    var pair = 0
    for first in 0..<outputs {
      for second in first..<outputs {
        let block = value.curvature[pair]
        for row in 0..<width {
          for column in 0..<width {
            let entry = block[min(row, column) * width + max(row, column)]
            system[(row * outputs + first) * order + column * outputs + second] =
              first == second ? entry : -entry
            system[(column * outputs + second) * order + row * outputs + first] =
              first == second ? entry : -entry
          }
        }
        pair += 1
      }
    }
    for column in 0..<width {
      let diagonal = (0..<outputs).map { system[(column * outputs + $0) * order + column * outputs + $0] }
      let mean = diagonal.reduce(0, +) / Double(outputs)
      for first in 0..<outputs {
        for second in 0..<outputs where outputs > 1 {
          system[(column * outputs + first) * order + column * outputs + second] += mean
        }
        guard column < means.count else { continue }
        let place = column * outputs + first
        system[place * order + place] += penalty / (scales[column] * scales[column])
      }
    }
    let sizes = (0..<order).map { place -> Double in
      let entry = system[place * order + place]
      return entry > 0 ? 1 / entry.squareRoot() : 1
    }
    for row in 0..<order {
      for column in 0..<order { system[row * order + column] *= sizes[row] * sizes[column] }
    }
    let right = zip(value.slope, sizes).map { -$0 * $1 }
    guard right.allSatisfy(\.isFinite), system.allSatisfy(\.isFinite) else { return nil }
    // Columns that depend on each other leave directions without curvature, along which a step is of no use.
    var damping = 0.0
    while damping < 1 {
      var damped = system
      for place in 0..<order { damped[place * order + place] += damping }
      let solved = LinearAlgebra.solvePositiveDefinite(
        damped, order: order, right: right, outputCount: 1, smallestCondition: 1e-14)
      if let solved { return zip(solved, sizes).map { $0 * $1 } }
      damping = damping == 0 ? 1e-12 : damping * 10
    }
    return nil
  }

  /// The model for columns that are not standardized.
  func model(unknowns: [Double], classCount: Int) -> LogisticModel {
    let outputs = outputCount
    var coefficients = Matrix<Double>(rowCount: means.count, columnCount: outputs, repeating: 0)
    var intercepts = [Double](repeating: 0, count: outputs)
    for output in 0..<outputs {
      if hasIntercept { intercepts[output] = unknowns[means.count * outputs + output] }
      for column in means.indices {
        let coefficient = unknowns[column * outputs + output] / scales[column]
        coefficients[column, output] = coefficient
        intercepts[output] -= coefficient * means[column]
      }
    }
    return LogisticModel(
      coefficients: coefficients, intercepts: intercepts, classes: classes, classCount: classCount)
  }

  /// Visits the rows that count: standardized features with a one for the intercept, places of classes, weights.
  private func forEachBlock(_ body: (UnsafeBufferPointer<Double>, [Int], [Double]) -> Void) {
    let width = width
    var rows = [Double](repeating: 1, count: blockRows * width)
    var labels: [Int] = []
    var counts: [Double] = []
    data.features.forEachRowBlock(of: blockRows) { block in
      labels.removeAll(keepingCapacity: true)
      counts.removeAll(keepingCapacity: true)
      data.target.withBlock(of: block.rows) { target in
        data.withWeights(of: block.rows) { weights in
          for row in 0..<block.rowCount {
            let weight = weights?[row] ?? 1
            guard weight > 0, let place = places[Int(target.row(row)[0])] else { continue }
            let start = labels.count * width
            let values = block.row(row)
            for column in means.indices {
              rows[start + column] = (values[column] - means[column]) / scales[column]
            }
            labels.append(place)
            counts.append(weight)
          }
        }
      }
      guard !labels.isEmpty else { return }
      rows.withUnsafeBufferPointer { body($0, labels, counts) }
    }
  }

  /// Replaces a row of scores by probabilities, and returns the loss of the row.
  private static func replaceByProbabilities(
    _ scores: inout [Double], _ start: Int, _ count: Int, label: Int
  ) -> Double {
    guard count > 1 else {
      let score = scores[start]
      let odds = exp(-abs(score))
      scores[start] = score >= 0 ? 1 / (1 + odds) : odds / (1 + odds)
      // The logarithm of one plus the exponential of the score of the other class.
      let against = label == 1 ? -score : score
      return max(against, 0) + log1p(odds)
    }
    var largest = -Double.infinity
    for place in start..<start + count { largest = max(largest, scores[place]) }
    let own = scores[start + label] - largest
    var sum = 0.0
    for place in start..<start + count {
      scores[place] = exp(scores[place] - largest)
      sum += scores[place]
    }
    for place in start..<start + count { scores[place] /= sum }
    return log(sum) - own
  }
}

/// Few enough rows to stay in the cache, enough for the products to run at full speed.
private let blockRows = 256
