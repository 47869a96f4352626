/// A model of LightGBM.
// SAFETY: the handle is set once, and the library lets any number of threads predict from one model at once; training
// happens on the thread that made the booster, before anybody else sees it.
final class LightGBMBooster: Booster, @unchecked Sendable {
  private let handle: LightGBMLibrary.Handle
  private let library: LightGBMLibrary

  /// Reads a model from LightGBM's text.
  init(text: String) throws {
    library = try LightGBMLibrary.opened()
    var (rounds, created): (Int32, LightGBMLibrary.Handle?) = (0, nil)
    try library.call { $0.boosterLoadModelFromString(text, &rounds, &created) }
    guard let created else { throw ModelingError.library("LightGBM", "no model was read") }
    handle = created
  }

  /// Begins to train on a data set, which must live as long as it is trained.
  private init(training data: LightGBMDataset, parameters: String, library: LightGBMLibrary) throws {
    self.library = library
    var created: LightGBMLibrary.Handle?
    try library.call { $0.boosterCreate(data.handle, parameters, &created) }
    guard let created else { throw ModelingError.library("LightGBM", "no model was begun") }
    handle = created
  }

  deinit { _ = library.boosterFree(handle) }

  /// Trains a model.
  ///
  /// - Parameters:
  ///   - data: The examples, with their labels.
  ///   - heldOut: Examples that tell when to stop, or nil to train for all rounds.
  ///   - parameters: The parameters, as LightGBM spells them.
  ///   - rounds: How many rounds there are at most.
  ///   - patience: After how many rounds without a smaller loss on the held-out examples to stop, or 0.
  ///   - library: The library.
  /// - Returns: The text of the model, with the rounds up to the smallest loss.
  /// - Throws: `ModelingError` if the library fails; `CancellationError` if the task was cancelled.
  static func trained(
    on data: LightGBMDataset, heldOut: LightGBMDataset?, parameters: String, rounds: Int, patience: Int,
    library: LightGBMLibrary
  ) throws -> String {
    let booster = try LightGBMBooster(training: data, parameters: parameters, library: library)
    var stopping = heldOut.map { _ in EarlyStopping(patience: patience) }
    if let heldOut { try library.call { $0.boosterAddValidData(booster.handle, heldOut.handle) } }
    for round in 1...rounds {
      try Task.checkCancellation()
      var isFinished: Int32 = 0
      try library.call { $0.boosterUpdateOneIter(booster.handle, &isFinished) }
      if isFinished != 0 { break }
      if heldOut != nil, stopping?.stops(after: round, loss: try booster.heldOutLoss()) == true { break }
    }
    return try withExtendedLifetime((data, heldOut)) {
      try booster.text(rounds: stopping?.bestRound ?? 0)
    }
  }

  private func heldOutLoss() throws -> Double {
    var (expected, count): (Int32, Int32) = (0, 0)
    try library.call { $0.boosterGetEvalCounts(handle, &expected) }
    var losses = [Double](repeating: 0, count: Int(max(1, expected)))
    try library.call { $0.boosterGetEval(handle, 1, &count, &losses) }
    guard count > 0 else {
      throw ModelingError.library(
        "LightGBM", "there is no loss for this objective, so that nothing tells when to stop")
    }
    return losses[0]
  }

  /// The model as text, with all rounds if their number is 0.
  private func text(rounds: Int) throws -> String {
    let text = try LightGBMLibrary.text { capacity, length, bytes in
      try library.call {
        $0.boosterSaveModelToString(handle, 0, Int32(clamping: rounds), 0, capacity, length, bytes)
      }
      return true
    }
    guard let text else { throw ModelingError.library("LightGBM", "the model has no text") }
    return text
  }

  var featureCount: Int {
    var count: Int32 = 0
    _ = library.boosterGetNumFeature(handle, &count)
    return Int(count)
  }

  func predict(
    _ block: RowBlock<Double>, outputCount: Int, into target: UnsafeMutableBufferPointer<Double>
  ) throws {
    var classes: Int32 = 0
    try library.call { $0.boosterGetNumClasses(handle, &classes) }
    guard Int(classes) == outputCount, target.count >= block.rowCount * outputCount else {
      throw ModelingError.unexpectedWidth(
        "LightGBM", Int(classes) * block.rowCount, rows: block.rowCount, expected: outputCount)
    }
    let rowCount = try Int32(counting: block.rowCount, "rows", for: "LightGBM")
    var written: Int64 = 0
    try block.withNeighbouringRows { rows in
      try library.call {
        $0.boosterPredictForMat(
          handle, rows.baseAddress, 1, rowCount, Int32(clamping: block.columnCount), 1, 0, 0, -1,
          LightGBMSettings.silent, &written, target.baseAddress)
      }
    }
  }
}
