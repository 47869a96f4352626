/// One of the fits that a layer makes of each learner of a group: the rows and what becomes of them.
struct Slot: Codable, Hashable, Sendable {
  /// Which partition's models the fit belongs to.
  var partition: Int
  /// The place of the fold in the plan, or nil for the final fit of the partition, which predicts new data.
  var fold: Int?
  /// Which of several predictions of a row it makes.
  var repetition: Int
  /// The rows that are learned from.
  var train: RowSelection
  /// The rows that are predicted, if any.
  var predicted: RowSelection?

  /// The rows that are predicted and not learned from, of a fold.
  var heldOut: RowSelection? { fold == nil ? nil : predicted }

  /// All fits of a plan, final ones first: they have the most rows, and no long fit should start last.
  ///
  /// - Parameters:
  ///   - plan: The rows.
  ///   - isBagged: Whether fold models predict new data, so that no final fit is needed where there are folds.
  ///   - predictsTrainingRows: Whether final models predict the rows of the data, where the plan has no folds.
  /// - Returns: The fits.
  static func all(
    of plan: CrossFittingPlan, isBagged: Bool, predictsTrainingRows: Bool
  ) -> [Slot] {
    let folds = plan.folds.enumerated().map { index, fold in
      Slot(
        partition: fold.partition, fold: index, repetition: fold.repetition,
        train: RowSelection(fold.train), predicted: RowSelection(fold.test))
    }
    guard folds.isEmpty || !isBagged else { return folds }
    let all = RowSelection(plan.outputRows)
    let finals = plan.partitions.enumerated().map { index, rows in
      Slot(
        partition: index, fold: nil, repetition: 0, train: RowSelection(rows),
        predicted: folds.isEmpty && predictsTrainingRows ? all : nil)
    }
    return finals + folds
  }

  /// Where random numbers of the fit start, apart from those of other fits of the learner.
  func context(of learner: FittingContext) -> FittingContext {
    learner.part(partition, fold.map { $0 + 1 } ?? 0)
  }
}
