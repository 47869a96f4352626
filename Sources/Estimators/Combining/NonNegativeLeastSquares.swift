/// Combines the predictions of learners with weights of at least 0, chosen by least squares.
///
/// There is no constant, so that the weights can be read as shares. Of several outputs each is combined from its own
/// column of every learner: the columns of a learner are neighbours, one for each output.
///
/// - Complexity: O(*n* *m*² + *m*⁴) time, O(*m*²) memory for *n* rows and *m* learners.
///
/// Source: C. L. Lawson and R. J. Hanson, *Solving Least Squares Problems* (1974), chapter 23; as the default of the
/// super learner: M. J. van der Laan, E. C. Polley and A. E. Hubbard, “Super learner”, Stat. Appl. Genet. Mol. Biol. 6
/// (2007).
public struct NonNegativeLeastSquares: Estimator {
  /// The name in recipe files.
  public static let typeName = "nnls"
  /// One line for lists of learners.
  public static let summary = "weights of at least 0 for each input, by least squares"
  /// The library that does the work.
  public static let nativeLibrary: String? = "OpenBLAS"
  /// Weights of examples count as repetitions.
  public static let acceptsWeights = true
  /// What its method cannot keep.
  public static let exemptions: [LearningLaw: String] = [
    .constantTargets: "it weighs what learners predict and adds nothing to it"
  ]
  /// The parameters.
  public static let parameters: [Parameter<NonNegativeLeastSquares>] = [
    .flag("normalized", \.normalized, "whether the weights are divided by their sum")
  ]

  /// Whether the weights are divided by their sum, so that they sum to 1.
  public var normalized: Bool

  /// Creates a recipe with the default of every parameter.
  public init() { self.init(normalized: false) }

  /// Creates a recipe.
  public init(normalized: Bool) { self.normalized = normalized }

  /// Fits to a data set whose features are the predictions of learners.
  ///
  /// - Throws: `ModelingError` if the columns are not as many for each output, if sums of squares overflow, or if the
  ///   weights are to sum to 1 and all are 0.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> LinearModel {
    let inputs = try CombinationInputs(data, typeName: Self.typeName)
    _ = try WeightedMoments(data)
    let weights = try (0..<inputs.outputCount).map { output in
      let products = inputs.inputProducts(of: output)
      let solved = ActiveSet(gram: products.gram, moments: products.moments).coefficients()
      guard let weights = solved else { throw ModelingError.overflow(in: Self.typeName) }
      guard normalized else { return weights }
      let sum = weights.reduce(0, +)
      guard sum > 0 else {
        throw ModelingError(
          .unsuitableTarget,
          "“\(Self.typeName)” cannot make weights sum to 1, because all of them are 0: no input agrees with output "
            + "\(output) (counted from 0); leave “normalized” out")
      }
      return weights.map { $0 / sum }
    }
    return try inputs.model(weights).requireFinite(for: Self.typeName)
  }
}
