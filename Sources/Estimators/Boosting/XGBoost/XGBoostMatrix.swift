/// Examples in XGBoost's form, which is a copy of them in single precision.
final class XGBoostMatrix {
  let handle: XGBoostLibrary.Handle
  private let library: XGBoostLibrary

  /// Copies features and weights.
  init(_ examples: BoostingExamples, library: XGBoostLibrary) throws {
    var created: XGBoostLibrary.Handle?
    try examples.data.features.forEachRowBlock(of: examples.data.rowCount) { block in
      let rows = block.base.interface(
        rowCount: block.rowCount, columnCount: block.columnCount, rowStride: block.rowStride)
      try library.call { $0.matrixCreateFromDense(rows, #"{"missing": NaN, "nthread": 1}"#, &created) }
    }
    guard let created else { throw ModelingError.library("XGBoost", "no matrix was made") }
    handle = created
    self.library = library
    if let weights = examples.weights { try set("weight", to: weights) }
    try setTypes(of: examples.data)
  }

  /// Says which columns hold categories, which a model of them remembers.
  private func setTypes(of data: Dataset) throws {
    guard !data.categories.isEmpty else { return }
    try "c".withCString { category in
      try "float".withCString { number in
        let types: [XGBoostLibrary.Text?] = (0..<data.features.columnCount).map {
          data.categories[$0] == nil ? number : category
        }
        try library.call { $0.matrixSetStrFeatureInfo(handle, "feature_type", types, UInt64(types.count)) }
      }
    }
  }

  deinit { _ = library.matrixFree(handle) }

  /// Sets a number of each example: its label or its weight.
  func set(_ field: String, to values: [Float]) throws {
    try values.withUnsafeBufferPointer { values in
      let interface = """
        {"data": [\(Int(bitPattern: values.baseAddress)), true], "shape": [\(values.count)], "typestr": "<f4", \
        "version": 3}
        """
      try library.call { $0.matrixSetInfoFromInterface(handle, field, interface) }
    }
  }
}
