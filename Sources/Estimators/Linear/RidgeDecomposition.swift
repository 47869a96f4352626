/// Ridge regression of any penalty, from a single decomposition of the features.
///
/// In the coordinates of their singular vectors the coefficients for a penalty are those without any, each shrunk by
/// itself.
///
/// Source: G. H. Golub and C. F. Van Loan, *Matrix Computations*, 4th edition, §6.1.4.
struct RidgeDecomposition {
  let data: CenteredData

  /// Of the rows or, if there are more rows than columns, of few that have the same products.
  let decomposition: LinearAlgebra.SingularValues

  /// For each singular value the product of its left vector with the targets, row-major.
  let projections: [Double]

  /// Decomposes the features.
  ///
  /// - Throws: `ModelingError` if numbers overflow, or if the decomposition does not converge.
  /// - Complexity: O(*n* *p* min(*n*, *p*)) time for *n* rows and *p* columns, O(min(*n*, *p*) *p*) memory.
  init(_ data: CenteredData, for typeName: String) throws {
    self.data = data
    let (width, outputs) = (data.featureMeans.count, data.targetMeans.count)
    var accumulator = LeastSquaresAccumulator(
      columnCount: width, outputCount: outputs, rowCount: data.rowCount)
    data.forEachBlock { features, targets, rows in
      for row in 0..<rows {
        accumulator.append(
          features[row * width..<(row + 1) * width], target: targets[row * outputs..<(row + 1) * outputs])
      }
    }
    let all = accumulator.rows()
    guard all.allSatisfy(\.isFinite) else { throw ModelingError.overflow(in: typeName) }
    let rowCount = all.count / (width + outputs)
    var rows = (0..<rowCount).flatMap { all[$0 * (width + outputs)..<$0 * (width + outputs) + width] }
    guard
      let found = LinearAlgebra.singularValues(ofRows: &rows, rowCount: rowCount, columnCount: width)
    else { throw ModelingError.notDecomposed(by: typeName) }
    // Squares that overflow would shrink all coefficients to nothing.
    guard found.values.allSatisfy({ ($0 * $0).isFinite }) else { throw ModelingError.overflow(in: typeName) }
    decomposition = found
    let rank = found.values.count
    var projections = [Double](repeating: 0, count: rank * outputs)
    for row in 0..<rowCount {
      for place in 0..<rank {
        let left = found.left[row * rank + place]
        for output in 0..<outputs {
          projections[place * outputs + output] += left * all[row * (width + outputs) + width + output]
        }
      }
    }
    self.projections = projections
  }

  /// The model for a penalty of each output, above 0.
  func model(penalties: [Double]) -> LinearModel {
    let (width, rank) = (data.featureMeans.count, decomposition.values.count)
    let outputCount = data.targetMeans.count
    var coefficients = Matrix<Double>(rowCount: width, columnCount: outputCount, repeating: 0)
    coefficients.withUnsafeMutableElements { coefficients in
      for place in 0..<rank {
        let value = decomposition.values[place]
        for output in 0..<outputCount {
          let along = value * projections[place * outputCount + output] / (value * value + penalties[output])
          for column in 0..<width {
            coefficients[column * outputCount + output] += along * decomposition.right[place * width + column]
          }
        }
      }
    }
    return data.model(coefficients: coefficients)
  }
}
