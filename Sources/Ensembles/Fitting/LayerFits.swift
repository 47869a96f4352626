/// What all fits of a layer gave, by group, learner and slot.
struct LayerFits {
  let work: FitWork
  let casualties: Casualties
  /// By the places of their units.
  private let outcomes: [FitOutcome?]

  init(work: FitWork, units: [FitUnit], outcomes: [FitOutcome?], casualties: Casualties) {
    self.work = work
    self.casualties = casualties
    var places = [FitOutcome?](repeating: nil, count: work.unitCount)
    for (unit, outcome) in zip(units, outcomes) { places[work.place(of: unit)] = outcome }
    self.outcomes = places
  }

  func outcome(_ group: Int, learner: Int, slot: Int) -> FitOutcome? {
    outcomes[work.place(of: FitUnit(group: group, member: .learner(learner), slot: slot))]
  }

  /// The fitted layer, without those that failed.
  func layer(_ layer: ResolvedLayer, settings: LayerSettings, data: Dataset) -> FittedLayer {
    FittedLayer(
      name: layer.name, featureCount: data.features.columnCount, propagatedColumns: layer.propagatedColumns,
      precision: settings.precision, output: settings.output, classLabels: data.classes?.labels,
      groups: layer.groups.indices.compactMap { group(layer, $0, settings) })
  }

  private func group(_ layer: ResolvedLayer, _ index: Int, _ settings: LayerSettings) -> FittedGroup? {
    let group = layer.groups[index]
    let slots = work.groups[index].slots
    let finals = slots.indices.filter { slots[$0].fold == nil }
    let folds = settings.keepsFoldModels ? slots.indices.filter { slots[$0].fold != nil } : []
    let kept = group.learners.indices.filter { !casualties.contains(group: index, learner: $0) }
    guard !kept.isEmpty else { return nil }
    let needed = Set(kept.compactMap { group.learners[$0].transformer })

    func pipeline(_ transformer: Int, _ slot: Int) -> FittedPipeline? {
      let unit = FitUnit(group: index, member: .transformer(transformer), slot: slot)
      return outcomes[work.place(of: unit)]?.pipeline?.pipeline.forgettingTraining
    }
    func models(_ learner: Int, _ slots: [Int]) -> [Registered<any FittedModel>] {
      slots.compactMap { outcome(index, learner: learner, slot: $0)?.model.map { Registered($0.value) } }
    }
    let partitionCount = (slots.map(\.partition).max() ?? 0) + 1
    return FittedGroup(
      name: group.name, partitionCount: partitionCount,
      folds: folds.map { FittedGroup.Fold(partition: slots[$0].partition, repetition: slots[$0].repetition) },
      transformers: group.transformers.indices.filter(needed.contains).map { transformer in
        FittedTransformer(
          name: group.transformers[transformer].name,
          pipelines: finals.compactMap { pipeline(transformer, $0) },
          foldPipelines: folds.compactMap { pipeline(transformer, $0) })
      },
      learners: kept.map { place in
        let learner = group.learners[place]
        let fitted = learner.learner.model.map { Registered($0) }
        return FittedLearner(
          name: learner.name, estimator: learner.learner.estimator.map { Registered($0) },
          models: fitted.map { model in finals.map { _ in model } } ?? models(place, finals),
          foldModels: fitted.map { model in folds.map { _ in model } } ?? models(place, folds))
      })
  }
}
