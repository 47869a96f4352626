/// One of the fits that a layer makes of each learner.
enum Slot: Hashable, Sendable {
  /// The fit to the rows of a partition, which predicts new data.
  case partition(Int)
  /// The fit of a fold, which predicts the rows left out.
  case fold(Int)

  /// All slots of a plan, final fits first: they have the most rows, and no long fit should start last.
  static func all(of plan: CrossFittingPlan) -> [Slot] {
    plan.partitions.indices.map(Slot.partition) + plan.folds.indices.map(Slot.fold)
  }

  /// The rows that are learned from.
  func trainingRows(of plan: CrossFittingPlan) -> RangeSet<Int> {
    switch self {
    case .partition(let index): plan.partitions[index]
    case .fold(let index): plan.folds[index].train
    }
  }

  var fold: Int? {
    guard case .fold(let index) = self else { return nil }
    return index
  }

  /// Where random numbers of the fit start, apart from those of other fits of the learner.
  func context(in plan: CrossFittingPlan, _ learner: FittingContext) -> FittingContext {
    switch self {
    case .partition(let index): learner.part(index, 0)
    case .fold(let index): learner.part(plan.folds[index].partition, index + 1)
    }
  }
}
