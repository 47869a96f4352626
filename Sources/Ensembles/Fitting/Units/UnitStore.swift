/// Where finished units are kept, so that a fit that was interrupted need not do them again.
///
/// Units ask it themselves, in whichever process they run: a store travels as a value, such as the path of a folder.
/// Several units may use it at once.
package protocol UnitStore: Codable, Sendable {
  /// Whether something is stored under a key.
  func contains(_ key: UnitKey) -> Bool

  /// What was stored under a key, or nil.
  ///
  /// - Throws: An error if something is there that cannot be used.
  func load(_ key: UnitKey) throws -> StoredUnit?

  /// Keeps a unit under a key, whole or not at all.
  ///
  /// - Throws: An error if it cannot be stored.
  func store(_ unit: StoredUnit, as key: UnitKey) throws
}

/// What a unit gave.
package struct StoredUnit: Codable, Sendable {
  let outcome: FitOutcome
  /// What it predicted, in the order of the rows.
  let predictions: Matrix<Double>?
}

/// What tells a unit from all others: a digest of everything that its result depends on.
package struct UnitKey: Codable, Hashable, Sendable, CustomStringConvertible {
  /// 32 hexadecimal digits.
  package let description: String

  init(_ digest: Digest) { description = digest.description }

  /// The key with a description, or nil if there is none.
  init?(_ description: String) {
    guard description.utf8.count == Digest.textLength,
      description.utf8.allSatisfy({
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || UInt8(ascii: "a")...UInt8(ascii: "f") ~= $0
      })
    else { return nil }
    self.description = description
  }
}

/// The store of a fit, with the digest of the layer's data.
struct FitCheckpoint: Codable, Sendable {
  var store: Portable<any UnitStore>
  var data: Digest

  /// The number of units that the store has.
  func count(of units: [FitUnit], in work: FitWork) throws -> Int {
    try units.count { store.value.contains(try work.key(of: $0, data: data)) }
  }

  /// What the store has of a unit, or what the unit gives, which then is stored.
  ///
  /// A store that is of no use is no reason not to fit: the outcome says why.
  func outcome(
    of unit: FitUnit, in work: FitWork, _ table: PredictionTable?, otherwise fit: () throws -> FitOutcome
  ) throws -> FitOutcome {
    let (stored, complaint) = try storedOutcome(of: unit, in: work, table)
    if let stored { return stored }
    var outcome = try fit()
    outcome.complaint = try store(outcome, of: unit, in: work, table) ?? complaint
    return outcome
  }

  /// What the store has of a unit, whose predictions are written to the table.
  ///
  /// - Returns: The outcome, or why what is there is of no use; neither if nothing is there.
  func storedOutcome(
    of unit: FitUnit, in work: FitWork, _ table: PredictionTable?
  ) throws -> (outcome: FitOutcome?, complaint: String?) {
    let key = try work.key(of: unit, data: data)
    let size = work.tableSize(of: unit, in: table)
    do {
      guard let stored = try store.value.load(key) else { return (nil, nil) }
      guard stored.suits(unit, in: work, rows: size?.rows, columns: size?.columns) else {
        return (nil, "what the checkpoint holds under \(key) does not belong there")
      }
      if let predictions = stored.predictions { work.write(predictions, of: unit, to: table) }
      return (stored.outcome, nil)
    } catch {
      return (nil, "\(error)")
    }
  }

  /// Stores what a unit gave, with what it has written to the table.
  ///
  /// - Returns: Why that could not be done, if it could not.
  func store(
    _ outcome: FitOutcome, of unit: FitUnit, in work: FitWork, _ table: PredictionTable?
  ) throws -> String? {
    let key = try work.key(of: unit, data: data)
    do {
      try store.value.store(
        StoredUnit(outcome: outcome, predictions: work.predictions(of: unit, in: table)), as: key)
      return nil
    } catch {
      return "\(error)"
    }
  }
}

extension FitWork {
  private func tablePlace(
    of unit: FitUnit, in table: PredictionTable?
  ) -> (rows: RowRanges, columns: Range<Int>, repetition: Int)? {
    let slot = slot(of: unit)
    guard case .learner(let learner) = unit.member, let table, let rows = slot.predicted else { return nil }
    let columns = groups[unit.group].learners[learner].columns[slot.partition]
    return (table.places(of: rows.rows), columns.first..<columns.first + columns.count, slot.repetition)
  }

  /// How many rows and columns a unit writes to a table, or nil if it predicts nothing.
  fileprivate func tableSize(of unit: FitUnit, in table: PredictionTable?) -> (rows: Int, columns: Int)? {
    tablePlace(of: unit, in: table).map { ($0.rows.count, $0.columns.count) }
  }

  /// What a unit has written to a table, in the order of the rows, or nil if it predicts nothing.
  func predictions(of unit: FitUnit, in table: PredictionTable?) -> Matrix<Double>? {
    tablePlace(of: unit, in: table).flatMap { place in
      table?.predictions(at: place.rows, columns: place.columns, repetition: place.repetition)
    }
  }

  /// Writes to a table what a unit has predicted elsewhere.
  func write(_ predictions: Matrix<Double>, of unit: FitUnit, to table: PredictionTable?) {
    guard let place = tablePlace(of: unit, in: table) else { return }
    table?.write(
      predictions, at: place.rows, skipping: 0, column: place.columns.lowerBound, repetition: place.repetition
    )
  }
}

extension StoredUnit {
  /// Whether this can be what a unit gives.
  fileprivate func suits(_ unit: FitUnit, in work: FitWork, rows: Int?, columns: Int?) -> Bool {
    guard predictions?.rowCount == rows, predictions?.columnCount == columns else { return false }
    switch unit.member {
    case .transformer(let index):
      let steps = work.groups[unit.group].transformers[index].steps
      return outcome.pipeline?.pipeline.steps.count == steps.count
    case .learner(let index):
      let learner = work.groups[unit.group].learners[index]
      let slot = work.slot(of: unit)
      let isKept = learner.estimator != nil && (slot.fold == nil || work.keepsFoldModels)
      guard isKept, let model = outcome.model?.value else { return isKept == (outcome.model != nil) }
      return (try? learner.columns[slot.partition].requireShape(of: model)) != nil
    }
  }
}
