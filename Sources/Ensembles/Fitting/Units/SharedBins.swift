/// Bins that the fits of some learners of a layer share, found once from all rows that these learn from.
///
/// Which learners share which bins depends on the recipes and the plan alone. So do the bins on the rows: where and when
/// they are found makes no difference.
struct SharedBins: Codable, Sendable {
  /// The rows that they are found from.
  var rows: RowSelection

  /// A learner that asks for them: its place and that of its group.
  var learner: Learner

  /// The number of fits that share them.
  var fitCount: Int

  /// What was found; nil before, and where nothing can be found: fits find their own bins then, or fail as if there were
  /// no sharing.
  var bins: Portable<any FeatureBins>?

  /// What every fit has to bear of the time that it took.
  var share = Duration.zero

  struct Learner: Codable, Hashable, Sendable {
    var group: Int
    var place: Int
  }

  /// The bins, found.
  ///
  /// - Throws: `CancellationError` if the task was cancelled.
  func found(in work: FitWork) throws -> SharedBins {
    let clock = ContinuousClock()
    let start = clock.now
    var found = self
    let estimator = work.groups[learner.group].learners[learner.place].estimator?.value
    do {
      found.bins = try (estimator as? any SharedBinning)?.bins(of: rows, in: work.data)
    } catch let error as CancellationError {
      throw error
    } catch {
      // The fits tell whose fault it is.
    }
    found.share = (clock.now - start) / max(1, fitCount)
    return found
  }
}

extension FitWork {
  /// The place of the bins that a unit shares, if it does.
  func binning(of unit: FitUnit) -> Int? {
    guard case .learner(let place) = unit.member else { return nil }
    return groups[unit.group].learners[place].binning
  }

  /// Notes which learners share bins.
  ///
  /// A single fit shares with nobody. A learner behind a transformer sees other features in each fold.
  mutating func planBinnings() {
    var places: [SharedBinsKey: Int] = [:]
    for (index, group) in groups.enumerated() where group.slots.count > 1 {
      var rows: RowRanges?
      for (place, learner) in group.learners.enumerated() where learner.transformer == nil {
        guard let estimator = learner.estimator?.value as? any SharedBinning,
          let rule = estimator.anyBinningRule(for: data)
        else { continue }
        let all = rows ?? group.learnedRows(of: data.rowCount)
        rows = all
        let key = SharedBinsKey(rows: all, type: ObjectIdentifier(binsType(of: estimator)), rule: rule)
        let binning = places[key] ?? binnings.count
        if binning == binnings.count {
          places[key] = binning
          binnings.append(
            SharedBins(
              rows: RowSelection(all), learner: SharedBins.Learner(group: index, place: place), fitCount: 0))
        }
        groups[index].learners[place].binning = binning
        binnings[binning].fitCount += group.slots.count
      }
    }
  }
}

/// What tells bins from others.
private struct SharedBinsKey: Hashable {
  var rows: RowRanges
  var type: ObjectIdentifier
  var rule: AnyHashable
}

extension FitWork.Group {
  /// All rows that any fit learns from.
  fileprivate func learnedRows(of rowCount: Int) -> RowRanges {
    if let all = slots.first(where: { $0.train.rows.count == rowCount }) { return all.train.rows }
    return RowRanges(slots.reduce(into: RangeSet()) { $0.formUnion($1.train.rows.rows) })
  }
}

extension SharedBinning {
  fileprivate func anyBinningRule(for data: Dataset) -> AnyHashable? {
    binningRule(for: data).map { AnyHashable($0) }
  }

  fileprivate func bins(of rows: RowSelection, in data: Dataset) throws -> Portable<any FeatureBins>? {
    try binningRule(for: data).map { Portable(try Bins(of: data.rows(rows.rows), by: $0)) }
  }

  /// Fits with shared bins.
  func model(
    of data: Dataset, binnedBy bins: any FeatureBins, stoppingOn heldOut: Dataset?, in context: FittingContext
  ) throws -> any FittedModel {
    guard let bins = bins as? Bins else { preconditionFailure("shared bins are of the learner's type") }
    return try fitted(to: data, binnedBy: bins, stoppingOn: heldOut, in: context)
  }
}

/// The type of the bins of an estimator.
func binsType(of estimator: any SharedBinning) -> any FeatureBins.Type {
  func type<E: SharedBinning>(of _: E) -> any FeatureBins.Type { E.Bins.self }
  return type(of: estimator)
}
