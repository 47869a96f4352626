/// The parameters of XGBoost, for numbers and for classes.
///
/// ```swift
/// XGBoostRegression(XGBoostSettings(rounds: 300, learningRate: 0.05, others: ["gamma": "0.1"]))
/// ```
///
/// Every fit finds its own bins: XGBoost has no form of them that could travel to another process, so that the folds of an
/// ensemble cannot share them, as those of LightGBM can.
public struct XGBoostSettings: Codable, Hashable, Sendable {
  /// How many trees are grown one after another, at least 1.
  public var rounds: Int

  /// How much of each tree counts, above 0: `learning_rate`.
  public var learningRate: Double

  /// How deep a tree is at most, or 0 for any depth: `max_depth`.
  public var maximumDepth: Int

  /// How much the rows of a leaf weigh at least: `min_child_weight`, in units of the loss's second derivative.
  public var minimumWeight: Double

  /// The fraction of the rows that each tree is grown on, above 0 and at most 1: `subsample`.
  public var rowFraction: Double

  /// The fraction of the columns that each tree is grown on, above 0 and at most 1: `colsample_bytree`.
  public var columnFraction: Double

  /// The weight of the squared values of leaves, at least 0: `lambda`.
  public var penalty: Double

  /// How many values a feature is told apart into at most, at least 2: `max_bin`.
  public var maximumBins: Int

  /// After how many rounds without a smaller loss on held-out rows to stop, or 0 to go through all rounds.
  public var patience: Int

  /// The fraction of the rows that is held out if `patience` is not 0, above 0 and below 1.
  public var heldOutFraction: Double

  /// Whether a fit in a fold of an ensemble stops on the rows that the fold holds out, if `patience` is not 0.
  ///
  /// It learns from all other rows then, and no fraction is held out. The predictions of the fold's rows, and their scores,
  /// are slightly better for it than those of unseen rows would be. The final fit, which is to all rows and predicts new
  /// ones, holds its fraction out as ever.
  public var stopsOnFold: Bool

  /// Further parameters, by XGBoost's own names and in its spelling, such as `["gamma": "0.1"]`.
  ///
  /// Those that have a name above, and those that the learner sets itself (threads, seed, messages), are refused; so are
  /// `dart` where rows are held out, whose later rounds change the trees of earlier ones, and objectives that rank, whose
  /// measure is the larger the better.
  public var others: [String: String]

  /// Creates settings.
  ///
  /// - Parameters:
  ///   - rounds: How many trees are grown, at least 1.
  ///   - learningRate: How much of each tree counts, above 0.
  ///   - maximumDepth: How deep a tree is at most, or 0.
  ///   - minimumWeight: How much the rows of a leaf weigh at least.
  ///   - rowFraction: The fraction of the rows for each tree.
  ///   - columnFraction: The fraction of the columns for each tree.
  ///   - penalty: The weight of the squared values of leaves.
  ///   - maximumBins: How many values of a feature are told apart.
  ///   - patience: After how many rounds without progress to stop, or 0.
  ///   - heldOutFraction: The fraction of the rows that tells when to stop.
  ///   - stopsOnFold: Whether a fold of an ensemble stops on the rows that it holds out.
  ///   - others: Further parameters by XGBoost's own names.
  public init(
    rounds: Int = 100, learningRate: Double = 0.3, maximumDepth: Int = 6, minimumWeight: Double = 1,
    rowFraction: Double = 1, columnFraction: Double = 1, penalty: Double = 1, maximumBins: Int = 256,
    patience: Int = 0, heldOutFraction: Double = 0.1, stopsOnFold: Bool = false,
    others: [String: String] = [:]
  ) {
    self.rounds = rounds
    self.learningRate = learningRate
    self.maximumDepth = maximumDepth
    self.minimumWeight = minimumWeight
    self.rowFraction = rowFraction
    self.columnFraction = columnFraction
    self.penalty = penalty
    self.maximumBins = maximumBins
    self.patience = patience
    self.heldOutFraction = heldOutFraction
    self.stopsOnFold = stopsOnFold
    self.others = others
  }
}

/// What the recipes of XGBoost have in common.
protocol XGBoostRecipe: BoosterRecipe where Settings == XGBoostSettings {
  var settings: XGBoostSettings { get set }
}

extension XGBoostRecipe {
  /// The declarations of the parameters.
  static var settingsParameters: [Parameter<Self>] {
    [
      .integer("rounds", \.settings.rounds, .atLeast(1), "trees that are grown one after another"),
      .number("learningRate", \.settings.learningRate, .above(0), "how much of each tree counts"),
      .integer("maximumDepth", \.settings.maximumDepth, .atLeast(0), "depth of a tree at most, or 0 for any"),
      .number(
        "minimumWeight", \.settings.minimumWeight, .atLeast(0), "weight of the rows of a leaf at least"),
      .number("rowFraction", \.settings.rowFraction, .within(1e-6...1), "fraction of the rows for each tree"),
      .number(
        "columnFraction", \.settings.columnFraction, .within(1e-6...1),
        "fraction of the columns for each tree"),
      .number("penalty", \.settings.penalty, .atLeast(0), "weight of the squared values of leaves"),
      .integer("maximumBins", \.settings.maximumBins, .atLeast(2), "values of a feature that are told apart"),
      .integer(
        "patience", \.settings.patience, .atLeast(0),
        "rounds without progress on held-out rows that end the fit, or 0"),
      .number(
        "heldOutFraction", \.settings.heldOutFraction, .within(1e-6...0.999999),
        "fraction of the rows that is held out with a patience"),
      .flag(
        "stopsOnFold", \.settings.stopsOnFold,
        "whether a fold of an ensemble stops on the rows that it holds out, with a patience"),
      Parameter(
        "others", domain: LibraryParameters.domain, "further parameters by XGBoost's own names",
        get: { LibraryParameters.listed($0.settings.others) }, set: { $0.settings.others = $1 },
        convert: LibraryParameters.parsed),
    ]
  }
}
