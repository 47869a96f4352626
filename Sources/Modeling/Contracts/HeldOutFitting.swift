/// An estimator that can look at examples which it does not learn from, to tell when it has learned enough.
///
/// In an ensemble, a recipe that asks for it is handed the rows of the fold that its fit holds out, whose predictions
/// become those that the next layer learns from. As they had a say in how long it learned, they, and scores of them, are
/// slightly better than those of unseen rows would be.
///
/// A final fit, to all rows of its partition, holds none out and is made by `fitted(to:in:)`. It is not told what the folds
/// have found, so that it need not wait for them, is the same where there are none, and does not depend on how the rows
/// are cut. A conforming type finds its own end there, such as by setting a part of the rows aside. Nor are the rows that
/// an `Evaluator` measures ever handed out.
public protocol HeldOutFitting: Estimator {
  /// Whether this recipe asks for the rows that a fold holds out.
  var asksForHeldOutRows: Bool { get }

  /// Fits to a data set, and finds the end on another.
  ///
  /// - Parameters:
  ///   - data: The examples to learn from.
  ///   - heldOut: The examples that tell when to stop: at least one, with the same columns, outputs and classes.
  ///   - context: What the fit may depend on besides data and parameters.
  /// - Returns: The model.
  /// - Throws: What `fitted(to:in:)` throws.
  func fitted(to data: Dataset, stoppingOn heldOut: Dataset, in context: FittingContext) throws -> Model
}
