/// What the recipes of both libraries have in common: settings of the library, from which models are trained.
protocol BoosterRecipe: Estimator {
  associatedtype Settings: BoosterSettings
  var settings: Settings { get }
}

/// The parameters of one of the libraries.
protocol BoosterSettings {
  static var library: BoostingLibrary { get }
  var patience: Int { get }
  var heldOutFraction: Double { get }

  /// Trains one model for each list of labels.
  ///
  /// - Returns: The models, in the library's own text.
  /// - Throws: `ModelingError` if a parameter is unknown or the library fails.
  func trained(on request: BoostingRequest) throws -> [String]
}

/// What a library is asked for.
struct BoostingRequest {
  /// The name of the learner in errors.
  let typeName: String
  /// The number of classes, at least 2, or nil for numbers.
  let classCount: Int?
  let training: BoostingExamples
  /// One list of labels for each model.
  let labels: [[Float]]
  /// Examples that tell when to stop, with labels for each model.
  let heldOut: (examples: BoostingExamples, labels: [[Float]])?
  /// Bins of LightGBM that were found in other examples, if those are to be used.
  let bins: LightGBMBins?
  let seed: UInt64

  /// The seed, as the libraries take it.
  var librarySeed: Int { Int(seed & 0x7fff_ffff) }
}

extension BoosterRecipe where Model == BoosterModel {
  /// Trains one model for each output of the target.
  func regression(
    on data: Dataset, binnedBy bins: LightGBMBins? = nil, stoppingOn heldOut: Dataset?,
    in context: FittingContext
  ) throws -> BoosterModel {
    try Settings.library.requireAvailable()
    let (training, heldOut) = try parted(data, stoppingOn: heldOut, in: context)
    let outputs = 0..<data.target.columnCount
    let texts = try settings.trained(
      on: BoostingRequest(
        typeName: Self.typeName, classCount: nil, training: training,
        labels: outputs.map { try training.target($0, for: Self.typeName) },
        heldOut: heldOut.map { held in (held, try outputs.map { try held.target($0, for: Self.typeName) }) },
        bins: bins, seed: context.seed))
    return try BoosterModel(
      library: Settings.library, texts: texts, featureCount: data.features.columnCount)
  }
}

extension BoosterRecipe where Model == BoosterClassifierModel {
  /// Trains one model for the classes that occur, or none if it is only one.
  func classification(
    on data: Dataset, binnedBy bins: LightGBMBins? = nil, stoppingOn heldOut: Dataset?,
    in context: FittingContext
  ) throws -> BoosterClassifierModel {
    guard let classCount = data.classes?.count else { throw ModelingError.needsClasses(Self.typeName) }
    try Settings.library.requireAvailable()
    var (training, held) = try parted(data, stoppingOn: heldOut, in: context)
    let classes = training.classes
    if let examples = held { held = try examples.keeping(classes, for: Self.typeName) }
    let texts =
      classes.count == 1
      ? []
      : try settings.trained(
        on: BoostingRequest(
          typeName: Self.typeName, classCount: classes.count, training: training,
          labels: [training.labels(among: classes)],
          heldOut: held.map { ($0, [$0.labels(among: classes)]) }, bins: bins, seed: context.seed))
    return try BoosterClassifierModel(
      library: Settings.library, text: texts.first, classes: classes, classCount: classCount,
      featureCount: data.features.columnCount)
  }
}

extension BoosterRecipe {
  private func parted(
    _ data: Dataset, stoppingOn heldOut: Dataset?, in context: FittingContext
  ) throws -> (BoostingExamples, BoostingExamples?) {
    let all = try BoostingExamples(data, for: Self.typeName)
    if let heldOut {
      guard heldOut.features.columnCount == data.features.columnCount,
        heldOut.target.columnCount == data.target.columnCount, heldOut.classes == data.classes,
        heldOut.categories == data.categories
      else {
        throw ModelingError(
          .mismatchedShapes,
          "the examples that tell “\(Self.typeName)” when to stop have other columns, categories, outputs or classes "
            + "than those it is fitted to")
      }
      return (all, try BoostingExamples(heldOut, for: Self.typeName))
    }
    guard settings.patience > 0 else { return (all, nil) }
    let parts = try all.data.parted(
      holdingOut: settings.heldOutFraction, seed: context.part(named: "held out").seed, for: Self.typeName)
    return (
      try BoostingExamples(parts.training, for: Self.typeName),
      try BoostingExamples(parts.heldOut, for: Self.typeName)
    )
  }
}

extension BoostingExamples {
  /// The examples of some classes: a model knows no others.
  fileprivate func keeping(_ classes: [Int], for typeName: String) throws -> BoostingExamples {
    let known = Set(classes.map(Double.init))
    let rows = (0..<data.rowCount).filter { known.contains(data.target[$0, 0]) }
    guard !rows.isEmpty else {
      throw ModelingError(
        .tooFewRows,
        "none of the examples that tell “\(typeName)” when to stop has a class that it is fitted to")
    }
    return try BoostingExamples(data.rows(RangeSet(rows, within: 0..<data.rowCount)), for: typeName)
  }
}
