/// Examples in LightGBM's bins, which are a copy of them.
final class LightGBMDataset {
  let handle: LightGBMLibrary.Handle
  private let library: LightGBMLibrary

  /// Puts features into bins.
  ///
  /// - Parameters:
  ///   - examples: The examples.
  ///   - parameters: The parameters, as LightGBM spells them.
  ///   - reference: The data set whose bins are used, for examples that are held out.
  ///   - library: The library.
  /// - Throws: `ModelingError` if the library fails.
  init(
    _ examples: BoostingExamples, parameters: String, reference: LightGBMDataset? = nil,
    library: LightGBMLibrary
  ) throws {
    var created: LightGBMLibrary.Handle?
    let rowCount = try Int32(counting: examples.data.rowCount, "rows", for: "LightGBM")
    let columnCount = Int32(clamping: examples.data.features.columnCount)
    try examples.data.features.forEachRowBlock(of: examples.data.rowCount) { block in
      try block.withNeighbouringRows { rows in
        try library.call {
          $0.datasetCreateFromMat(
            rows.baseAddress, float64, rowCount, columnCount, 1, parameters, reference?.handle, &created)
        }
      }
    }
    guard let created else { throw ModelingError.library("LightGBM", "no data set was made") }
    handle = created
    self.library = library
    if let weights = examples.weights { try set("weight", to: weights) }
  }

  /// Puts features into bins that are known, or finds them.
  ///
  /// - Parameters:
  ///   - examples: The examples.
  ///   - bins: The bins, or nil to find them in the examples.
  ///   - parameters: The parameters, as LightGBM spells them.
  ///   - library: The library.
  /// - Throws: `ModelingError` if the bins are of another number of columns, or if the library fails.
  convenience init(
    _ examples: BoostingExamples, binnedBy bins: LightGBMBins?, parameters: String, library: LightGBMLibrary
  ) throws {
    guard let bins else {
      try self.init(examples, parameters: parameters, library: library)
      return
    }
    let columnCount = examples.data.features.columnCount
    guard columnCount == bins.columnCount else {
      throw ModelingError(
        .mismatchedShapes,
        "LightGBM was given bins of \(bins.columnCount.counted("column")) for data of \(columnCount)")
    }
    let rowCount = try Int32(counting: examples.data.rowCount, "rows", for: "LightGBM")
    var created: LightGBMLibrary.Handle?
    try library.call {
      $0.datasetCreateFromSerializedReference(
        bins.reference, Int32(clamping: bins.reference.count), Int64(rowCount), 0, parameters, &created)
    }
    guard let created else { throw ModelingError.library("LightGBM", "no data set was made") }
    self.init(created, library: library)
    try examples.data.features.forEachRowBlock(of: rowsAtOnce) { block in
      try block.withNeighbouringRows { rows in
        try library.call {
          $0.datasetPushRows(
            handle, rows.baseAddress, float64, Int32(clamping: block.rowCount), Int32(clamping: columnCount),
            Int32(clamping: block.rows.lowerBound))
        }
      }
    }
    if let weights = examples.weights { try set("weight", to: weights) }
  }

  /// Takes over a handle.
  private init(_ handle: LightGBMLibrary.Handle, library: LightGBMLibrary) {
    self.handle = handle
    self.library = library
  }

  deinit { _ = library.datasetFree(handle) }

  /// Where the bins begin and end, in LightGBM's own form.
  func reference() throws -> [UInt8] {
    var (buffer, length): (LightGBMLibrary.Handle?, Int32) = (nil, 0)
    try library.call { $0.datasetSerializeReferenceToBinary(handle, &buffer, &length) }
    guard let buffer else { throw ModelingError.library("LightGBM", "bins have no form that can be kept") }
    defer { _ = library.byteBufferFree(buffer) }
    var bytes = [UInt8](repeating: 0, count: Int(length))
    try library.call { library in
      bytes.indices.reduce(0) { $0 | library.byteBufferGetAt(buffer, Int32(clamping: $1), &bytes[$1]) }
    }
    return bytes
  }

  /// Sets a number of each example: its label or its weight.
  func set(_ field: String, to values: [Float]) throws {
    try library.call { $0.datasetSetField(handle, field, values, Int32(clamping: values.count), float32) }
  }
}

/// How many rows are put into known bins at a time, so that a fold need not be copied as a whole.
private let rowsAtOnce = 8192

// How LightGBM's header numbers the types of numbers.
private let float32: Int32 = 0
private let float64: Int32 = 1

extension Int32 {
  /// A count that the library's C interface can take.
  init(counting count: Int, _ things: String, for library: String) throws {
    guard let exact = Int32(exactly: count) else {
      throw ModelingError(
        .libraryFailure, "\(library) takes at most \(Int32.max) \(things), but there are \(count)")
    }
    self = exact
  }
}
