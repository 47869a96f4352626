/// Regression by boosted trees of LightGBM: each corrects what those before it left.
///
/// ```swift
/// let model = try LightGBMRegression(LightGBMSettings(rounds: 300, maximumLeaves: 15)).fitted(to: training)
/// ```
///
/// An `objective` among `settings.others` chooses another loss than that of squares.
///
/// Each output of the target has a model of its own. The library learns the target in single precision.
///
/// The library is looked for when it is first needed: ``BoostingLibrary`` tells whether it is there. A fit runs on the
/// calling thread alone, and the same seed gives the same bits. A NaN among the features is a missing value. A column of
/// categories is a `categorical_feature`; what becomes of a word without examples is for the library to say. Rows of
/// weight 0 are left out; other weights multiply the loss of their rows, which is not what a row several times would
/// be, as the library counts the rows of leaves and bins without weights.
///
/// Source: G. Ke et al., “LightGBM: a highly efficient gradient boosting decision tree”, NIPS 2017.
public struct LightGBMRegression: LightGBMRecipe, HeldOutFitting {
  /// The name in recipe files.
  public static let typeName = "lightgbm"
  /// One line for lists of learners.
  public static let summary = "regression by boosted trees of LightGBM, which grow leaf by leaf"
  /// The library that does the work.
  public static let nativeLibrary: String? = "LightGBM"
  /// Weights multiply the loss of their rows.
  public static let acceptsWeights = true
  /// A NaN among the features is a missing value.
  public static let acceptsMissing = true
  /// LightGBM splits a column of words by sets of them.
  public static let acceptsCategories = true
  /// What its method cannot keep.
  public static let exemptions: [LearningLaw: String] = [
    .weightsRepeat: "the library counts the rows of leaves and bins whatever they weigh"
  ]
  /// The parameters.
  public static let parameters: [Parameter<LightGBMRegression>] = settingsParameters

  /// The parameters of the library.
  public var settings: LightGBMSettings

  /// Whether it stops on the rows that a fold of an ensemble holds out: `settings.stopsOnFold` with a patience.
  public var asksForHeldOutRows: Bool { settings.stopsOnFold && settings.patience > 0 }

  /// Creates a recipe with the default of every parameter.
  public init() { self.init(LightGBMSettings()) }

  /// Creates a recipe.
  public init(_ settings: LightGBMSettings) { self.settings = settings }

  /// Fits to a data set of numbers.
  ///
  /// - Throws: `ModelingError` if the library is absent, if it knows no parameter of a name among `settings.others`, or
  ///   if it refuses the data or a parameter; `CancellationError` if the task was cancelled.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> BoosterModel {
    try regression(on: data, stoppingOn: nil, in: context)
  }

  /// Fits to a data set, and keeps the rounds up to the one with the smallest loss on another.
  ///
  /// - Parameters:
  ///   - data: The examples to learn from.
  ///   - heldOut: The examples that tell when to stop, after `settings.patience` rounds without a smaller loss, or only
  ///     how many rounds to keep if that is 0.
  ///   - context: What the fit may depend on besides data and parameters.
  /// - Returns: The model.
  /// - Throws: What `fitted(to:in:)` throws, and `ModelingError` if the two data sets have other columns.
  public func fitted(
    to data: Dataset, stoppingOn heldOut: Dataset, in context: FittingContext = FittingContext()
  ) throws -> BoosterModel {
    try regression(on: data, stoppingOn: heldOut, in: context)
  }
}
