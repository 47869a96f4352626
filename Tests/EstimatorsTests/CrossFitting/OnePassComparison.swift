import Estimators
import Foundation

/// How models of sums over the rows do next to models of the rows, for all training sets of some folds.
struct OnePassComparison {
  /// The number of training sets: all rows but those of each fold, and all.
  private(set) var fits = 0
  /// How many of them were declined, so that an ensemble fits to the rows.
  private(set) var declined = 0
  /// The largest difference of what two models predict for any row, held-out rows included.
  ///
  /// Of probabilities it is absolute, of numbers in parts of how far predictions and targets spread. It is infinite
  /// where there is a model of sums, but none of the rows.
  private(set) var difference = 0.0

  /// Fits a recipe to the sums of the folds and to their rows.
  init<Recipe: CrossFitting>(_ recipe: Recipe, on data: Dataset, folds: [RangeSet<Int>]) throws {
    let empty = Recipe.Statistics(forRowsOf: data)
    let parts = folds.map { fold in
      var part = empty
      part.add(rowsOf: data.rows(fold))
      return part
    }
    for left in 0...folds.count {
      var sum = empty
      var rows = RangeSet<Int>()
      for (place, fold) in folds.enumerated() where place != left {
        sum.add(parts[place])
        rows.formUnion(fold)
      }
      fits += 1
      // What sums cannot be fitted to is fitted to the rows, and fails there if it must.
      guard let model = try? recipe.fitted(to: sum, in: FittingContext()) else {
        declined += 1
        continue
      }
      guard let reference = try? recipe.fitted(to: data.rows(rows), in: FittingContext()) else {
        difference = .infinity
        continue
      }
      difference = max(difference, try Self.difference(model, reference, for: data))
    }
  }

  private static func difference(
    _ ours: some FittedModel, _ theirs: some FittedModel, for data: Dataset
  ) throws -> Double {
    if let ours = ours as? any ClassifierModel, let theirs = theirs as? any ClassifierModel {
      return try largest(
        ours.probabilities(from: data.features).elements, theirs.probabilities(from: data.features).elements)
    }
    let (predictions, targets) = (
      try theirs.predictions(from: data.features).elements, data.target.copied().elements
    )
    return try largest(ours.predictions(from: data.features).elements, predictions)
      / max(spread(of: predictions), spread(of: targets))
  }

  private static func largest(_ ours: [Double], _ theirs: [Double]) -> Double {
    zip(ours, theirs).reduce(0) { worst, pair in
      let distance = abs(pair.0 - pair.1)
      return distance <= worst ? worst : distance.isNaN ? .infinity : distance
    }
  }

  private static func spread(of numbers: [Double]) -> Double {
    (numbers.max() ?? 0) - (numbers.min() ?? 0)
  }
}

/// Folds of neighbouring rows, or of rows that are as many apart as there are folds.
func folds(_ count: Int, of rowCount: Int, areNeighbours: Bool) -> [RangeSet<Int>] {
  (0..<count).map { fold in
    if areNeighbours { return RangeSet(fold * rowCount / count..<(fold + 1) * rowCount / count) }
    return RangeSet(stride(from: fold, to: rowCount, by: count), within: 0..<rowCount)
  }
}

/// Every linear learner that is fitted to sums, with and without what makes it fail.
let linearCrossFitters: [any CrossFitting] = [
  OrdinaryLeastSquares(), OrdinaryLeastSquares(intercept: false), RidgeRegression(penalty: 0.1),
  RidgeRegression(penalty: 1e-6), RidgeRegression(penalty: 5, intercept: false), RidgeRegression(penalty: 0),
  LassoRegression(penalty: 0.01), LassoRegression(penalty: 0.5, intercept: false),
  ElasticNetRegression(penalty: 0.01), ElasticNetRegression(penalty: 0.01, mixing: 0),
]

/// Every classifier that is fitted to sums, for any number of classes.
let classCrossFitters: [any CrossFitting] = [
  GaussianNaiveBayes(), GaussianNaiveBayes(smoothing: 0.1), MultinomialNaiveBayes(),
  LinearDiscriminantAnalysis(), LinearDiscriminantAnalysis(shrinkage: .share(0.2)),
  QuadraticDiscriminantAnalysis(), QuadraticDiscriminantAnalysis(regularization: 0.1),
  QuadraticDiscriminantAnalysis(regularization: 0, shrinkage: .share(0.2)),
]
