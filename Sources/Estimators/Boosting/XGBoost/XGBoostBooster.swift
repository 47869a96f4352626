/// A model of XGBoost.
// SAFETY: the handle is set once. Predictions in place may run on any number of threads at once, and their results stay
// in a variable of the thread until its next call; training happens on the thread that made the booster, before anybody
// else sees it.
final class XGBoostBooster: Booster, @unchecked Sendable {
  private let handle: XGBoostLibrary.Handle
  private let library: XGBoostLibrary

  /// Takes over a handle.
  private init(_ handle: XGBoostLibrary.Handle?, library: XGBoostLibrary) throws {
    guard let handle else { throw ModelingError.library("XGBoost", "no model was made") }
    self.handle = handle
    self.library = library
    try set("nthread", to: "1")
  }

  /// Reads a model from XGBoost's JSON.
  convenience init(text: String) throws {
    let library = try XGBoostLibrary.opened()
    var created: XGBoostLibrary.Handle?
    try library.call { $0.boosterCreate(nil, 0, &created) }
    try self.init(created, library: library)
    var text = text
    try text.withUTF8 { bytes in
      try library.call { $0.boosterLoadModelFromBuffer(handle, bytes.baseAddress, UInt64(bytes.count)) }
    }
    // A model that was read knows nothing of parameters that were set before.
    try set("nthread", to: "1")
  }

  deinit { _ = library.boosterFree(handle) }

  private func set(_ name: String, to value: String) throws {
    try library.call { $0.boosterSetParam(handle, name, value) }
  }

  /// Trains a model.
  ///
  /// - Parameters:
  ///   - data: The examples, with their labels.
  ///   - heldOut: Examples that tell when to stop, or nil to train for all rounds.
  ///   - parameters: The parameters, in the order in which they are set.
  ///   - rounds: How many rounds there are at most.
  ///   - patience: After how many rounds without a smaller loss on the held-out examples to stop, or 0.
  ///   - library: The library.
  /// - Returns: The model as JSON, with the rounds up to the smallest loss.
  /// - Throws: `ModelingError` if the library fails or does not know a parameter.
  static func trained(
    on data: XGBoostMatrix, heldOut: XGBoostMatrix?, parameters: [(name: String, value: String)], rounds: Int,
    patience: Int, library: XGBoostLibrary
  ) throws -> String {
    var created: XGBoostLibrary.Handle?
    let known: [XGBoostLibrary.Handle?] = [data.handle] + (heldOut.map { [$0.handle] } ?? [])
    try library.call { $0.boosterCreate(known, UInt64(known.count), &created) }
    let booster = try XGBoostBooster(created, library: library)
    for (name, value) in parameters { try booster.set(name, to: value) }
    var stopping = heldOut.map { _ in EarlyStopping(patience: patience) }
    for round in 1...rounds {
      try Task.checkCancellation()
      let messages = try LibraryMessages.collecting {
        try library.call { $0.boosterUpdateOneIter(booster.handle, Int32(clamping: round - 1), data.handle) }
      }
      if round == 1 { try refuseUnused(in: messages) }
      if let heldOut,
        stopping?.stops(after: round, loss: try booster.loss(on: heldOut, after: round)) == true
      {
        break
      }
    }
    return try withExtendedLifetime((data, heldOut)) {
      guard let best = stopping?.bestRound else { return try booster.text() }
      var sliced: XGBoostLibrary.Handle?
      try library.call { $0.boosterSlice(booster.handle, 0, Int32(clamping: best), 1, &sliced) }
      return try XGBoostBooster(sliced, library: library).text()
    }
  }

  /// Throws if XGBoost has said that it did not use some parameters, which it does when it first trains.
  private static func refuseUnused(in messages: String) throws {
    // “Parameters: { "first", "second" } are not used.”
    guard let start = messages.firstRange(of: "Parameters: {")?.upperBound,
      let end = messages[start...].firstRange(of: "} are not used")?.lowerBound
    else { return }
    let names = messages[start..<end].split(separator: "\"").filter { $0.contains { $0.isLetter } }
    throw ModelingError(
      .unknownName,
      "XGBoost does not use \(names.map { "“\($0)”" }.joined(separator: ", ")), which “others” names: there is no such "
        + "parameter, or it is one for another booster or objective")
  }

  private func loss(on heldOut: XGBoostMatrix, after round: Int) throws -> Double {
    var handles: [XGBoostLibrary.Handle?] = [heldOut.handle]
    var text: XGBoostLibrary.Text?
    try "held-out".withCString { name in
      var names: [XGBoostLibrary.Text?] = [name]
      try library.call {
        $0.boosterEvalOneIter(handle, Int32(clamping: round - 1), &handles, &names, 1, &text)
      }
    }
    // “[0]	held-out-rmse:1.25”
    guard let said = text.map({ String(cString: $0) }),
      let loss = said.split(separator: ":").last.flatMap({ Double($0) })
    else { throw ModelingError.library("XGBoost", "there is no loss that tells when to stop") }
    return loss
  }

  /// The model as JSON.
  private func text() throws -> String {
    var (length, bytes): (UInt64, XGBoostLibrary.Text?) = (0, nil)
    try library.call { $0.boosterSaveModelToBuffer(handle, #"{"format": "json"}"#, &length, &bytes) }
    guard let bytes else { throw ModelingError.library("XGBoost", "the model has no text") }
    return bytes.withMemoryRebound(to: UInt8.self, capacity: Int(length)) {
      String(decoding: UnsafeBufferPointer(start: $0, count: Int(length)), as: UTF8.self)
    }
  }

  var featureCount: Int {
    var count: UInt64 = 0
    _ = library.boosterGetNumFeature(handle, &count)
    return Int(clamping: count)
  }

  func predict(
    _ block: RowBlock<Double>, outputCount: Int, into target: UnsafeMutableBufferPointer<Double>
  ) throws {
    let rows = block.base.interface(
      rowCount: block.rowCount, columnCount: block.columnCount, rowStride: block.rowStride)
    var (shape, dimension, values): (UnsafePointer<UInt64>?, UInt64, UnsafePointer<Float>?) = (nil, 0, nil)
    try library.call {
      $0.boosterPredictFromDense(handle, rows, Self.prediction, nil, &shape, &dimension, &values)
    }
    let count = (0..<Int(dimension)).reduce(1) { $0 * Int(shape?[$1] ?? 0) }
    guard let values, count == block.rowCount * outputCount, target.count >= count else {
      throw ModelingError.unexpectedWidth("XGBoost", count, rows: block.rowCount, expected: outputCount)
    }
    // The values belong to the library, and its next call on this thread writes over them.
    for place in 0..<count { target[place] = Double(values[place]) }
  }

  /// Values of the objective, such as probabilities, from all rounds.
  private static let prediction = """
    {"type": 0, "training": false, "iteration_begin": 0, "iteration_end": 0, "strict_shape": true, "missing": NaN, \
    "cache_id": 0}
    """
}
