/// What a layer is fitted with, where neither it nor its ensemble has left anything open.
struct LayerSettings: Sendable {
  let output: LearnerOutput
  let precision: Precision
  let scorer: Scorer
  let isShuffled: Bool
  /// Where the random numbers of the layer start.
  let context: FittingContext
  /// Whether fold models predict new data.
  let isBagged: Bool
  let keepsFoldModels: Bool
  let onLearnerFailure: LearnerFailurePolicy
  let fitsInOnePass: Bool

  /// Settles a layer's own choices and those of the ensemble.
  ///
  /// - Parameters:
  ///   - layer: The layer.
  ///   - position: Its place among the layers.
  ///   - isMeta: Whether it is the layer of meta learners. It is fitted to all rows and never bagged: its folds serve
  ///     the report alone.
  ///   - definition: The ensemble.
  ///   - targetKind: What the target is made of.
  init(
    _ layer: Layer, position: Int, isMeta: Bool, of definition: EnsembleDefinition, targetKind: TargetKind
  ) {
    let options = definition.options
    output = layer.output ?? options.output
    precision = layer.precision ?? definition.precision
    scorer =
      layer.scorer ?? definition.scorer
      ?? (targetKind == .classes ? .accuracy : .rootMeanSquaredError)
    isShuffled = layer.isShuffled ?? options.isShuffled
    context =
      layer.seed.map(FittingContext.init(seed:)) ?? FittingContext(seed: definition.seed).part(position)
    isBagged = options.prediction == .bagged && !isMeta
    keepsFoldModels = !isMeta && (options.keepsFoldModels || options.prediction == .bagged)
    onLearnerFailure = options.onLearnerFailure
    fitsInOnePass = options.fitsInOnePass
  }
}
