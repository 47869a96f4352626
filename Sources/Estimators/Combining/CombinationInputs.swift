/// Inputs of a combination: for each of several learners, one column for each output.
///
/// The columns of a learner are neighbours, as layers write them. An output is combined from its own column of each
/// learner.
struct CombinationInputs {
  let data: Dataset
  let outputCount: Int
  let learnerCount: Int

  /// - Throws: `ModelingError` if the columns are not as many for each output, or are to be probabilities and are none.
  init(_ data: Dataset, typeName: String) throws {
    self.data = data
    outputCount = data.classes?.count ?? data.target.columnCount
    let columns = data.features.columnCount
    let (thing, remedy) =
      data.classes == nil
      ? ("outputs", "")
      : ("classes", "; let the learners below give probabilities, and propagate no features")
    let needs =
      "“\(typeName)” combines one column for each of the \(outputCount) \(thing) from every learner, but "
    guard columns >= outputCount, columns % outputCount == 0 else {
      throw ModelingError(.mismatchedShapes, needs + "was given \(columns.counted("column"))" + remedy)
    }
    learnerCount = columns / outputCount
    guard data.classes == nil || hasProbabilities else {
      throw ModelingError(.mismatchedShapes, needs + "was given numbers that are no probabilities" + remedy)
    }
  }

  /// Whether the columns of every learner are numbers from 0 to 1 that sum to 1, as nearly as a `Float` can.
  ///
  /// Class numbers may be as many.
  private var hasProbabilities: Bool {
    let tolerance = 1e-3
    var result = true
    data.features.forEachRowBlock(of: 256) { block in
      for row in 0..<block.rowCount where result {
        let values = block.row(row)
        result = stride(from: 0, to: values.count, by: outputCount).allSatisfy { first in
          let probabilities = values[first..<first + outputCount]
          return probabilities.allSatisfy { $0 >= -tolerance && $0 <= 1 + tolerance }
            && abs(probabilities.reduce(0, +) - 1) <= tolerance
        }
      }
    }
    return result
  }

  /// Visits the examples that count: inputs, what they should be, and weight.
  func forEachRow(
    _ body: (_ inputs: UnsafeBufferPointer<Double>, _ truth: [Double], _ weight: Double) -> Void
  ) {
    var truth = [Double](repeating: 0, count: outputCount)
    data.features.forEachRowBlock(of: 256) { block in
      data.target.withBlock(of: block.rows) { target in
        data.withWeights(of: block.rows) { weights in
          for row in 0..<block.rowCount {
            let weight = weights?[row] ?? 1
            guard weight > 0 else { continue }
            let values = target.row(row)
            for output in 0..<outputCount {
              truth[output] =
                data.classes == nil ? values[output] : Int(values[0]) == output ? 1 : 0
            }
            body(block.row(row), truth, weight)
          }
        }
      }
    }
  }

  /// The products of the learners' errors with each other, summed over the examples.
  ///
  /// - Parameter outputs: The outputs whose errors count.
  /// - Returns: `learnerCount` × `learnerCount` numbers.
  func errorProducts(of outputs: Range<Int>) -> [Double] {
    products(of: outputs) { input, truth in input - truth }.gram
  }

  /// The products of the learners' inputs with each other and with the truth, summed over the examples.
  func inputProducts(of output: Int) -> (gram: [Double], moments: [Double]) {
    products(of: output..<output + 1) { input, _ in input }
  }

  private func products(
    of outputs: Range<Int>, _ term: (_ input: Double, _ truth: Double) -> Double
  ) -> (gram: [Double], moments: [Double]) {
    var gram = [Double](repeating: 0, count: learnerCount * learnerCount)
    var moments = [Double](repeating: 0, count: learnerCount)
    var terms = moments
    forEachRow { inputs, truth, weight in
      for output in outputs {
        for learner in 0..<learnerCount {
          terms[learner] = term(inputs[learner * outputCount + output], truth[output])
        }
        for first in 0..<learnerCount {
          let scaled = weight * terms[first]
          moments[first] += scaled * truth[output]
          for second in first..<learnerCount { gram[first * learnerCount + second] += scaled * terms[second] }
        }
      }
    }
    for first in 0..<learnerCount {
      for second in 0..<first { gram[first * learnerCount + second] = gram[second * learnerCount + first] }
    }
    return (gram, moments)
  }

  /// The model that weights the learners so, given for each output a weight for each learner.
  func model(_ weights: [[Double]]) -> LinearModel {
    var coefficients = Matrix<Double>(
      rowCount: learnerCount * outputCount, columnCount: outputCount, repeating: 0)
    for (output, weights) in weights.enumerated() {
      for (learner, weight) in weights.enumerated() {
        coefficients[learner * outputCount + output, output] = weight
      }
    }
    return LinearModel(coefficients: coefficients, intercepts: [Double](repeating: 0, count: outputCount))
  }
}
