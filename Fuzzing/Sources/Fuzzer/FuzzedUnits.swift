import Estimators
import SystemPackage

@testable import Ensembles

/// The units of a small layer, and a checkpoint that they are looked for in.
struct FuzzedUnits {
  static let shared: FuzzedUnits = {
    do {
      return try FuzzedUnits()
    } catch {
      preconditionFailure("a checkpoint can be made: \(error)")
    }
  }()

  let work: FitWork
  let units: [FitUnit]
  let table: PredictionTable
  let data: Dataset
  private let checkpoint: FitCheckpoint

  private static let folder = "checkpoint"

  private init() throws {
    let numbers = (0..<12).map { Double($0 * $0 % 7) }
    data = try Dataset(
      features: Matrix<Double>(rowCount: 12, columnCount: 2, elements: numbers + numbers.reversed()),
      target: numbers)
    let slots = Slot.all(
      of: try FoldIndexer(folds: 2).plan(for: data), isBagged: false, predictsTrainingRows: true)
    func learner(_ estimator: some Estimator, after transformer: Int?, column: Int) -> FitWork.LearnerWork {
      FitWork.LearnerWork(
        estimator: Portable(estimator), model: nil, transformer: transformer, seed: 2,
        columns: [LearnerColumns(first: column, predictions: 1, probabilities: 0)])
    }
    work = FitWork(
      data: data,
      groups: [
        FitWork.Group(
          slots: slots,
          transformers: [FitWork.TransformerWork(steps: [Portable(Standardizer())], seed: 1)],
          learners: [
            learner(RidgeRegression(), after: 0, column: 0),
            learner(OrdinaryLeastSquares(), after: nil, column: 1),
          ])
      ], precision: .double, keepsFoldModels: true)
    units = work.units
    table = try PredictionTable(
      rows: RangeSet(0..<12), columnCount: 2, repetitions: 1, precision: .double)
    let path = FuzzedFolder.shared.path.appending(Self.folder)
    checkpoint = FitCheckpoint(
      store: Portable(try CheckpointFolder(at: path, for: data)), data: Digest(data))
  }

  /// The name of a unit's file in the folder of this process.
  func file(of unit: FitUnit) throws -> String {
    "\(Self.folder)/\(try work.key(of: unit, data: checkpoint.data)).unit"
  }

  /// What the checkpoint has of a unit, or else what a closure gives.
  func outcome(of unit: FitUnit, otherwise fit: () throws -> FitOutcome) throws -> FitOutcome {
    try checkpoint.outcome(of: unit, in: work, table, otherwise: fit)
  }
}
