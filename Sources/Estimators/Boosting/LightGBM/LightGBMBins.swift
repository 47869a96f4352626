/// Where the bins begin and end that LightGBM puts the numbers of each column into.
///
/// A recipe of LightGBM with `sharedBinning` shares them among the folds of an ensemble, and with the other recipes of
/// LightGBM there whose bins are found in the same way. They are found once, from all rows that the fits learn from
/// together, as LightGBM's own cross-validation does, which saves every fit the sorting of its columns: the fewer the
/// rounds, the larger the part of the work.
///
/// The rows that a fold holds out have a say in where its bins begin and end then, though none in what is learned of
/// them, so that it is off by default. It makes no difference to the fit to all rows, unless there are more of them
/// than LightGBM looks at for its bins (`bin_construct_sample_cnt`), or a patience sets some aside. Outside of ensembles,
/// behind a transformer and with `linear_tree`, every fit finds its own bins.
///
/// There is no such thing for XGBoost: it has no form of its bins that another process could read.
public struct LightGBMBins: FeatureBins {
  /// What bins depend on besides the data.
  public struct Rule: Hashable, Sendable {
    /// The parameters that they are found by, as LightGBM spells them.
    let parameters: String
  }

  let columnCount: Int
  /// LightGBM's own form of them, which only the version that wrote it needs to read.
  let reference: [UInt8]

  /// Finds the bins of all columns.
  ///
  /// - Parameters:
  ///   - data: The examples.
  ///   - rule: How bins are found.
  /// - Throws: `ModelingError` if the library is absent or fails, or if all weights are 0.
  public init(of data: Dataset, by rule: Rule) throws {
    let library = try LightGBMLibrary.opened()
    let binned = try LightGBMDataset(
      BoostingExamples(data, for: LightGBMRegression.typeName), parameters: rule.parameters, library: library)
    columnCount = data.features.columnCount
    reference = try binned.reference()
  }
}

extension LightGBMSettings {
  /// The rule that bins are found by, or nil if they are not shared.
  fileprivate func binningRule(for data: Dataset) -> LightGBMBins.Rule? {
    guard sharedBinning, let names = try? LightGBMLibrary.opened().parameterNames else { return nil }
    var values = ["max_bin": "\(maximumBins)", "min_data_in_leaf": "\(minimumRows)"]
    for (given, value) in others {
      let name = names[given] != nil ? given : names.first { $0.value.contains(given) }?.key
      // Linear leaves are made of the numbers themselves, which LightGBM does not take into known bins.
      if name == "linear_tree" { return nil }
      if let name, Self.decidesOnBins.contains(name) { values[name] = value }
    }
    if let columns = LightGBMSettings.categoricalFeature(of: data) { values["categorical_feature"] = columns }
    let list = values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return LightGBMBins.Rule(parameters: Self.silent + " " + list.joined(separator: " "))
  }

  /// LightGBM's names of the parameters that may stand among `others` and have a say in bins, or in which columns
  /// share them.
  private static let decidesOnBins: Set = [
    "bin_construct_sample_cnt", "categorical_feature", "data_random_seed", "enable_bundle",
    "feature_pre_filter", "forcedbins_filename", "is_enable_sparse", "max_bin_by_feature",
    "min_data_in_bin", "monotone_constraints", "use_missing", "zero_as_missing",
  ]
}

extension LightGBMRegression: SharedBinning {
  /// LightGBM's parameters for bins, if `settings.sharedBinning` is on.
  public func binningRule(for data: Dataset) -> LightGBMBins.Rule? { settings.binningRule(for: data) }

  /// Fits to a data set whose numbers are put into bins that are known.
  ///
  /// - Throws: What `fitted(to:in:)` throws, and `ModelingError` if the bins are of another number of columns.
  public func fitted(
    to data: Dataset, binnedBy bins: LightGBMBins, stoppingOn heldOut: Dataset? = nil,
    in context: FittingContext = FittingContext()
  ) throws -> BoosterModel {
    try regression(on: data, binnedBy: bins, stoppingOn: heldOut, in: context)
  }
}

extension LightGBMClassifier: SharedBinning {
  /// LightGBM's parameters for bins, if `settings.sharedBinning` is on.
  public func binningRule(for data: Dataset) -> LightGBMBins.Rule? { settings.binningRule(for: data) }

  /// Fits to a data set whose numbers are put into bins that are known.
  ///
  /// - Throws: What `fitted(to:in:)` throws, and `ModelingError` if the bins are of another number of columns.
  public func fitted(
    to data: Dataset, binnedBy bins: LightGBMBins, stoppingOn heldOut: Dataset? = nil,
    in context: FittingContext = FittingContext()
  ) throws -> BoosterClassifierModel {
    try classification(on: data, binnedBy: bins, stoppingOn: heldOut, in: context)
  }
}
