import Estimators
import Foundation
import Testing

@testable import Ensembles

/// What learners decline to fit to sums, an ensemble fits to the rows as if there were no sums.
@Suite struct FallbackTests {
  /// What is the matter with a table of 5 columns.
  enum Design: CaseIterable, Sendable {
    case hilbert, repeated, sizes, far, constantWithinAFold, constantOutsideOfAFold, wide

    func data(classCount: Int?) throws -> Dataset {
      // Three rows of a class have a shape, if they are helped.
      let rowCount = self == .wide ? (classCount == nil ? 6 : 12) : 90
      let plain = try sampleData(rows: rowCount, columns: 5)
      let noise = plain.features.matrix()
      let rows = (0..<rowCount).map { row in
        (0..<5).map { column in
          let value = noise[row, column]
          return switch self {
          case .hilbert: 1 / Double(row % 6 + column + 1)
          case .repeated: column == 4 ? noise[row, 0] : value
          case .sizes: value * [1, 1e8, 1e-8][column % 3]
          case .far: 1e6 + value
          case .constantWithinAFold: column == 4 && row < 30 ? 7 : value
          case .constantOutsideOfAFold: column == 4 && row >= 30 ? 7 : value
          case .wide: value
          }
        }
      }
      guard let classCount else {
        return try Dataset(features: Matrix(rows: rows), target: plain.target.copied().elements)
      }
      return try Dataset(
        features: Matrix(rows: rows), labels: (0..<rowCount).map { ($0 * $0 + $0 / 7) % classCount })
    }
  }

  private static let regressions: [any CrossFitting] = [
    OrdinaryLeastSquares(), OrdinaryLeastSquares(intercept: false), RidgeRegression(penalty: 0),
    RidgeRegression(penalty: 1e-9), RidgeRegression(penalty: 1), LassoRegression(penalty: 1e-3),
    ElasticNetRegression(penalty: 1e-3),
  ]

  private static let classifiers: [any CrossFitting] = [
    GaussianNaiveBayes(), LinearDiscriminantAnalysis(), LinearDiscriminantAnalysis(shrinkage: .automatic),
    LinearDiscriminantAnalysis(shrinkage: .share(0.1)), QuadraticDiscriminantAnalysis(regularization: 0.1),
    QuadraticDiscriminantAnalysis(regularization: 0, shrinkage: .automatic),
  ]

  /// Whether a learner declines the sums of all folds but one.
  private func declines<Recipe: CrossFitting>(
    _ recipe: Recipe, _ data: Dataset, without left: Range<Int>, folds: [Range<Int>]
  ) throws -> Bool {
    let empty = Recipe.Statistics(forRowsOf: data)
    var sum = empty
    for fold in folds where fold != left {
      var part = empty
      part.add(rowsOf: data.rows(RangeSet(fold)))
      sum.add(part)
    }
    return try recipe.fitted(to: sum, in: FittingContext()) == nil
  }

  private func outputs(
    of recipes: [any CrossFitting], for data: Dataset, inOnePass: Bool, on backend: any Backend
  ) async throws -> Matrix<Double> {
    let stack = SequentialEnsemble(precision: .double, options: EnsembleOptions(inOnePass: inOnePass)) {
      Layer(indexer: FoldIndexer(folds: 3), output: data.classes == nil ? nil : .probabilities) {
        for (place, recipe) in recipes.enumerated() { Learner(recipe, named: "learner-\(place)") }
      }
    } meta: {
      if data.classes == nil { RidgeRegression() } else { GaussianNaiveBayes() }
    }
    let parallel = Parallel(workers: 2, on: backend)
    return Matrix(try await stack.fittedWithOutputs(to: data, on: parallel).outputs[0].matrix)
  }

  @Test(arguments: Design.allCases, [false, true])
  func whatIsDeclinedHasTheBitsOfAFitToTheRows(_ design: Design, hasClasses: Bool) async throws {
    let data = try design.data(classCount: hasClasses ? 2 : nil)
    let recipes = hasClasses ? Self.classifiers : Self.regressions
    let ours = try await outputs(of: recipes, for: data, inOnePass: true, on: .threads)
    let theirs = try await outputs(of: recipes, for: data, inOnePass: false, on: .sequential)
    let folds = (0..<3).map { $0 * data.rowCount / 3..<($0 + 1) * data.rowCount / 3 }
    let width = ours.columnCount / recipes.count
    let largest = theirs.elements.map(abs).max() ?? 0
    var declined = 0
    for (place, recipe) in recipes.enumerated() {
      for fold in folds {
        let isDeclined = try declines(recipe, data, without: fold, folds: folds)
        declined += isDeclined ? 1 : 0
        for row in fold {
          for column in place * width..<(place + 1) * width {
            let difference = abs(ours[row, column] - theirs[row, column])
            #expect(difference <= (isDeclined ? 0 : 1e-8 * largest), "\(recipe), row \(row)")
          }
        }
      }
    }
    // Of numbers that only a fold has the same of, what all other rows have is plain.
    #expect(declined > 0 || design == .constantWithinAFold)
    #expect(declined < 3 * recipes.count)
  }
}
