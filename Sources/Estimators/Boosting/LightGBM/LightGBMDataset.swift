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

  deinit { _ = library.datasetFree(handle) }

  /// Sets a number of each example: its label or its weight.
  func set(_ field: String, to values: [Float]) throws {
    try library.call { $0.datasetSetField(handle, field, values, Int32(clamping: values.count), float32) }
  }
}

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
