/// An estimator that puts the numbers of each column into bins before it learns, and that can be handed bins which were
/// found before.
///
/// In an ensemble, the bins of a recipe that asks for shared ones are found once, from all rows that its fits learn from
/// together, and serve the fits of all folds, as well as those of other learners that ask for the same bins. It is the
/// search that is saved, which sorts every column. No recipe asks unless it is told to, for there is a price: the features
/// of the rows that a fold holds out have a say in where bins begin and end. Their targets have none. Predictions for
/// these rows, and scores of them, may be slightly better for it than those of unseen rows would be.
///
/// Bins change nothing where a learner is fitted on its own or tried by an `Evaluator`, which hands none out: the rows
/// that it measures never set an edge. Nor behind a transformer, where every fold has other features.
public protocol SharedBinning: Estimator {
  /// Where bins begin and end.
  associatedtype Bins: FeatureBins

  /// How the bins are to be found that this recipe wants to share, or nil if it finds its own in every fit.
  ///
  /// - Parameter data: The examples of the ensemble's layer. Bins are found from those that any fit learns from.
  /// - Returns: The rule, the same for each learner whose bins are to be the same.
  func binningRule(for data: Dataset) -> Bins.Rule?

  /// Fits to a data set whose numbers are put into bins that are known.
  ///
  /// With bins that were found from the very same rows the model is the one that `fitted(to:in:)` gives, unless the fit
  /// sets some of them aside or draws some to find its bins from.
  ///
  /// - Parameters:
  ///   - data: The examples to learn from, some of those that the bins were found from.
  ///   - bins: The bins.
  ///   - heldOut: The examples that tell when to stop, for a recipe that asks for them (`HeldOutFitting`).
  ///   - context: What the fit may depend on besides data and parameters.
  /// - Returns: The model.
  /// - Throws: What `fitted(to:in:)` throws, and an error if the bins are of another number of columns.
  func fitted(
    to data: Dataset, binnedBy bins: Bins, stoppingOn heldOut: Dataset?, in context: FittingContext
  ) throws -> Model
}

/// Where the bins begin and end that the numbers of each column are put into.
///
/// They are small where the data is large: they travel to other processes and machines in its place.
public protocol FeatureBins: Codable, Sendable {
  /// What bins depend on besides the data: learners with equal rules share bins.
  associatedtype Rule: Hashable, Sendable

  /// Finds bins.
  ///
  /// They depend on nothing but features, weights and the rule: neither on targets nor on chance.
  ///
  /// - Parameters:
  ///   - data: At least one row.
  ///   - rule: How they are to be found.
  /// - Throws: An error if there can be no bins; fits are made without shared ones then, and decide.
  init(of data: Dataset, by rule: Rule) throws
}
