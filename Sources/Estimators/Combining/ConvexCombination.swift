/// Combines the predictions of learners with weights of at least 0 that sum to 1, chosen by least squares.
///
/// A combination never leaves the range of what it combines. Of several outputs each has weights of its own, for its
/// own column of every learner: the columns of a learner are neighbours, one for each output.
///
/// - Complexity: O(*n* *m*² + *m*⁴) time, O(*m*²) memory for *n* rows and *m* learners.
///
/// Source: L. Breiman, “Stacked regressions”, Mach. Learn. 24 (1996).
public struct ConvexCombination: Estimator {
  /// The name in recipe files.
  public static let typeName = "convex"
  /// One line for lists of learners.
  public static let summary = "weights of at least 0 that sum to 1, by least squares"
  /// The library that does the work.
  public static let nativeLibrary: String? = "OpenBLAS"
  /// Weights of examples count as repetitions.
  public static let acceptsWeights = true
  /// What its method cannot keep.
  public static let exemptions: [LearningLaw: String] = [
    .constantTargets: "it weighs what learners predict and adds nothing to it"
  ]
  /// There are none.
  public static let parameters: [Parameter<ConvexCombination>] = []

  /// Creates a recipe.
  public init() {}

  /// Fits to a data set whose features are the predictions of learners.
  ///
  /// - Throws: `ModelingError` if the columns are not as many for each output, or if sums of squares overflow.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> LinearModel {
    let inputs = try CombinationInputs(data, typeName: Self.typeName)
    _ = try WeightedMoments(data)
    let weights = try (0..<inputs.outputCount).map { output in
      guard let weights = inputs.convexWeights(of: output..<output + 1) else {
        throw ModelingError.overflow(in: Self.typeName)
      }
      return weights
    }
    return inputs.model(weights)
  }
}

/// Combines the probabilities of classifiers with weights of at least 0 that sum to 1, chosen by least squares.
///
/// The sum over rows and classes of the squared differences between the combined probabilities and what happened
/// (Brier's score) is least. Inputs are one column for each class from every classifier, those of a classifier next to
/// each other, as a layer writes them whose output is probabilities.
///
/// - Complexity: O(*n* *m*² *k* + *m*⁴) time, O(*m*²) memory for *n* rows, *m* classifiers and *k* classes.
public struct ConvexClassifier: Estimator {
  /// The name in recipe files.
  public static let typeName = "convex-classifier"
  /// One line for lists of learners.
  public static let summary = "weights for the probabilities of classifiers that sum to 1, by least squares"
  /// The library that does the work.
  public static let nativeLibrary: String? = "OpenBLAS"
  /// Weights of examples count as repetitions.
  public static let acceptsWeights = true
  /// What its method cannot keep.
  public static let exemptions: [LearningLaw: String] = [
    .constantTargets: "it weighs what learners predict and adds nothing to it"
  ]
  /// There are none.
  public static let parameters: [Parameter<ConvexClassifier>] = []

  /// Creates a recipe.
  public init() {}

  /// Fits to a data set whose features are the probabilities of classifiers.
  ///
  /// - Throws: `ModelingError` if the columns are no probabilities, as many for each class, or if sums of squares
  ///   overflow.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> CombinedProbabilities {
    guard data.classes != nil else { throw ModelingError.needsClasses(Self.typeName) }
    let inputs = try CombinationInputs(data, typeName: Self.typeName)
    _ = try WeightedMoments(data)
    guard let weights = inputs.convexWeights(of: 0..<inputs.outputCount) else {
      throw ModelingError.overflow(in: Self.typeName)
    }
    return CombinedProbabilities(weights: weights, classCount: inputs.outputCount)
  }
}
