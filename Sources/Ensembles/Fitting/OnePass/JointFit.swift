/// Learners of a group that are fitted together to several training sets, in one pass over the rows.
struct JointFit: Sendable {
  let group: Int
  /// Their places in the group.
  ///
  /// All need the same statistics.
  let learners: [Int]
  /// The places of the slots in the group.
  let slots: [Int]
  let rows: RowParts

  /// The units that may be done together, slot by slot.
  var units: [FitUnit] {
    slots.flatMap { slot in learners.map { FitUnit(group: group, member: .learner($0), slot: slot) } }
  }

  /// What can be done together of the work of a layer.
  ///
  /// Each repetition of the folds is a pass of its own: what all of them have in common is too small to be of use.
  static func all(in work: FitWork) -> [JointFit] {
    work.groups.indices.flatMap { index in
      let group = work.groups[index]
      let repetitions = Dictionary(grouping: group.slots.indices) { group.slots[$0].repetition }
      return sharing(group.learners).flatMap { type, learners in
        repetitions.sorted { $0.key < $1.key }.compactMap { _, slots -> JointFit? in
          guard learners.count * slots.count > 1,
            let rows = RowParts(of: slots.map { group.slots[$0].train.rows }, limit: 2 * slots.count),
            isWorthwhile(type, work.data, partCount: rows.parts.count)
          else { return nil }
          return JointFit(group: index, learners: learners, slots: slots, rows: rows)
        }
      }
    }
  }

  /// Which learners of a group share statistics: those that need the same of the group's rows as they stand.
  static func sharing(
    _ learners: [FitWork.LearnerWork]
  ) -> [(type: any TrainingStatistics.Type, learners: [Int])] {
    var all: [(type: any TrainingStatistics.Type, learners: [Int])] = []
    for (place, learner) in learners.enumerated() where learner.transformer == nil {
      guard let estimator = learner.estimator?.value as? any CrossFitting else { continue }
      let type = statisticsType(of: estimator)
      if let known = all.firstIndex(where: { $0.type == type }) {
        all[known].learners.append(place)
      } else {
        all.append((type, [place]))
      }
    }
    return all
  }

  /// Statistics must not take more memory than the data, unless both are small.
  private static func isWorthwhile(
    _ type: any TrainingStatistics.Type, _ data: Dataset, partCount: Int
  ) -> Bool {
    guard let count = type.numberCount(for: data) else { return false }
    let available = data.rowCount * (data.features.columnCount + data.target.columnCount)
    // The parts, and the sums of neighbours among them.
    return count <= max(available, 1 << 16) / (2 * partCount)
  }

  /// What tells the results from those of other learners or rows, beside what tells units apart.
  ///
  /// - Throws: What a recipe throws that cannot be encoded.
  func digest(in work: FitWork) throws -> Digest {
    var digest = Digest()
    for part in rows.parts { digest.mix(RowSelection(part).bounds) }
    for place in learners {
      let learner = work.groups[group].learners[place]
      if let estimator = learner.estimator?.value { try digest.mix(recipe: estimator) }
      for columns in learner.columns { digest.mix([columns.predictions, columns.probabilities]) }
    }
    return digest
  }
}

/// The type of what an estimator needs to know of rows.
func statisticsType(of estimator: any CrossFitting) -> any TrainingStatistics.Type {
  func type<E: CrossFitting>(of _: E) -> any TrainingStatistics.Type { E.Statistics.self }
  return type(of: estimator)
}
