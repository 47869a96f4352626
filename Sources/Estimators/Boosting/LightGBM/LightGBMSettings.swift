/// The parameters of LightGBM, for numbers and for classes.
///
/// ```swift
/// LightGBMRegression(LightGBMSettings(rounds: 300, learningRate: 0.05, others: ["objective": "quantile", "alpha": "0.9"]))
/// ```
public struct LightGBMSettings: Codable, Hashable, Sendable {
  /// How many trees are grown one after another, at least 1: `num_iterations`.
  public var rounds: Int

  /// How much of each tree counts, above 0: `learning_rate`.
  public var learningRate: Double

  /// How many leaves a tree has at most, at least 2: `num_leaves`.
  public var maximumLeaves: Int

  /// How deep a tree is at most, or 0 for any depth: `max_depth`.
  public var maximumDepth: Int

  /// How many rows a leaf has at least: `min_data_in_leaf`.
  public var minimumRows: Int

  /// The fraction of the rows that each tree is grown on, above 0 and at most 1: `bagging_fraction`, drawn anew for each
  /// tree.
  public var rowFraction: Double

  /// The fraction of the columns that each tree is grown on, above 0 and at most 1: `feature_fraction`.
  public var columnFraction: Double

  /// The weight of the squared values of leaves, at least 0: `lambda_l2`.
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

  /// Whether the fits of an ensemble's folds share bins that are found once, from the rows of all folds: see
  /// ``LightGBMBins``.
  public var sharedBinning: Bool

  /// Further parameters, by LightGBM's own names and in its spelling, such as `["min_gain_to_split": "0.1"]`.
  ///
  /// Those that have a name above, and those that the learner sets itself (threads, seed, messages), are refused; so is
  /// `dart` where rows are held out, whose later rounds change the trees of earlier ones.
  public var others: [String: String]

  /// Creates settings.
  ///
  /// - Parameters:
  ///   - rounds: How many trees are grown, at least 1.
  ///   - learningRate: How much of each tree counts, above 0.
  ///   - maximumLeaves: How many leaves a tree has at most, at least 2.
  ///   - maximumDepth: How deep a tree is at most, or 0.
  ///   - minimumRows: How many rows a leaf has at least.
  ///   - rowFraction: The fraction of the rows for each tree.
  ///   - columnFraction: The fraction of the columns for each tree.
  ///   - penalty: The weight of the squared values of leaves.
  ///   - maximumBins: How many values of a feature are told apart.
  ///   - patience: After how many rounds without progress to stop, or 0.
  ///   - heldOutFraction: The fraction of the rows that tells when to stop.
  ///   - stopsOnFold: Whether a fold of an ensemble stops on the rows that it holds out.
  ///   - sharedBinning: Whether the fits of an ensemble's folds share bins.
  ///   - others: Further parameters by LightGBM's own names.
  public init(
    rounds: Int = 100, learningRate: Double = 0.1, maximumLeaves: Int = 31, maximumDepth: Int = 0,
    minimumRows: Int = 20, rowFraction: Double = 1, columnFraction: Double = 1, penalty: Double = 0,
    maximumBins: Int = 255, patience: Int = 0, heldOutFraction: Double = 0.1, stopsOnFold: Bool = false,
    sharedBinning: Bool = false, others: [String: String] = [:]
  ) {
    self.rounds = rounds
    self.learningRate = learningRate
    self.maximumLeaves = maximumLeaves
    self.maximumDepth = maximumDepth
    self.minimumRows = minimumRows
    self.rowFraction = rowFraction
    self.columnFraction = columnFraction
    self.penalty = penalty
    self.maximumBins = maximumBins
    self.patience = patience
    self.heldOutFraction = heldOutFraction
    self.stopsOnFold = stopsOnFold
    self.sharedBinning = sharedBinning
    self.others = others
  }
}

/// What the recipes of LightGBM have in common.
protocol LightGBMRecipe: BoosterRecipe where Settings == LightGBMSettings {
  var settings: LightGBMSettings { get set }
}

extension LightGBMRecipe {
  /// LightGBM reads numbers of 32 bits, and of larger ones what is left of them.
  private static var largest: Int { Int(Int32.max) }

  /// The declarations of the parameters.
  static var settingsParameters: [Parameter<Self>] {
    [
      .integer("rounds", \.settings.rounds, .within(1...largest), "trees that are grown one after another"),
      .number("learningRate", \.settings.learningRate, .above(0), "how much of each tree counts"),
      .integer("maximumLeaves", \.settings.maximumLeaves, .within(2...131072), "leaves of a tree at most"),
      .integer(
        "maximumDepth", \.settings.maximumDepth, .within(0...largest), "depth of a tree at most, or 0 for any"
      ),
      .integer("minimumRows", \.settings.minimumRows, .within(0...largest), "rows of a leaf at least"),
      .number("rowFraction", \.settings.rowFraction, .within(1e-6...1), "fraction of the rows for each tree"),
      .number(
        "columnFraction", \.settings.columnFraction, .within(1e-6...1),
        "fraction of the columns for each tree"),
      .number("penalty", \.settings.penalty, .atLeast(0), "weight of the squared values of leaves"),
      .integer(
        "maximumBins", \.settings.maximumBins, .within(2...largest), "values of a feature that are told apart"
      ),
      .integer(
        "patience", \.settings.patience, .within(0...largest),
        "rounds without progress on held-out rows that end the fit, or 0"),
      .number(
        "heldOutFraction", \.settings.heldOutFraction, .within(1e-6...0.999999),
        "fraction of the rows that is held out with a patience"),
      .flag(
        "stopsOnFold", \.settings.stopsOnFold,
        "whether a fold of an ensemble stops on the rows that it holds out, with a patience"),
      .flag(
        "sharedBinning", \.settings.sharedBinning,
        "whether the folds of an ensemble share bins, which rows that are held out have a say in"),
      Parameter(
        "others", domain: LibraryParameters.domain, "further parameters by LightGBM's own names",
        get: { LibraryParameters.listed($0.settings.others) }, set: { $0.settings.others = $1 },
        convert: LibraryParameters.parsed),
    ]
  }
}
