/// Which columns of the table of predictions belong to which learner.
struct TableLayout {
  /// By group, learner and partition.
  let columns: [[[LearnerColumns]]]
  /// The columns of the layer's input that come first, then those of all learners.
  let columnCount: Int
  /// The most predictions of a row that any group makes.
  let repetitions: Int
  /// The number of repetitions of each group.
  let groupRepetitions: [Int]

  /// Lays out the columns.
  ///
  /// Of classifiers, class numbers are kept where they are handed on or scored, and probabilities where they are, or
  /// where several of them are averaged.
  init(layer: ResolvedLayer, plans: [CrossFittingPlan], settings: LayerSettings, data: Dataset) {
    groupRepetitions = plans.map { plan in (plan.folds.map(\.repetition).max() ?? 0) + 1 }
    repetitions = groupRepetitions.max() ?? 1
    var next = layer.propagatedColumns.count
    columns = zip(layer.groups, zip(plans, groupRepetitions)).map { group, plan in
      group.learners.map { learner in
        let width = Self.width(of: learner.learner, settings, data, isRepeated: plan.1 > 1)
        return plan.0.partitions.indices.map { _ in
          defer { next += width.predictions + width.probabilities }
          return LearnerColumns(
            first: next, predictions: width.predictions, probabilities: width.probabilities)
        }
      }
    }
    columnCount = next
  }

  private static func width(
    of learner: Learner, _ settings: LayerSettings, _ data: Dataset, isRepeated: Bool
  ) -> (predictions: Int, probabilities: Int) {
    guard let classes = data.classes else {
      return (learner.outputCount(for: data), 0)
    }
    let handsOn = settings.output == .probabilities
    let isScored = settings.scorer.input == .probabilities
    let knowsProbabilities = learner.knowsProbabilities
    return (
      !handsOn || !isScored ? 1 : 0,
      knowsProbabilities && (handsOn || isScored || isRepeated) ? classes.count : 0
    )
  }
}

extension Learner {
  /// The number of columns that it predicts of a target of numbers.
  func outputCount(for data: Dataset) -> Int {
    switch source {
    case .estimator(let estimator): estimator.outputCount(for: data)
    case .model(let model): model.outputCount
    }
  }

  /// Whether its model tells the probability of each class.
  var knowsProbabilities: Bool {
    func knows<E: Estimator>(_: E) -> Bool { E.Model.self is any ClassifierModel.Type }
    return switch source {
    case .estimator(let estimator): knows(estimator)
    case .model(let model): model is any ClassifierModel
    }
  }
}
