/// The text of a stored model: what its `manifest.json` holds.
struct ModelManifest: Codable {
  /// The format that this version writes.
  ///
  /// It reads this one and all before it. Format 1 had no groups, classes or fold models.
  static let currentFormat = 2

  var format: Int
  var ensemble: EnsembleSummary
  var precision: Precision
  var featureNames: [String]?
  /// Absent where there are none, as in models of earlier versions.
  var categories: [Int: [String]]?
  var layers: [FittedLayer]

  /// What can be read of a manifest of any format.
  struct Header: Codable {
    var format: Int
  }

  init(_ model: EnsembleModel) {
    format = Self.currentFormat
    ensemble = model.ensemble
    precision = model.precision
    featureNames = model.featureNames
    categories = model.categories.isEmpty ? nil : model.categories
    layers = model.layers
  }

  /// The model, once its parts have been found to fit together.
  ///
  /// - Throws: `ModelingError` naming the parts that do not.
  func model(report: Report) throws -> EnsembleModel {
    func damaged(_ what: String) -> ModelingError { ModelingError(.unreadableModel, what) }
    guard let first = layers.first else { throw damaged("it has no layers") }
    if let names = featureNames, names.count != first.featureCount {
      throw damaged("it names \(names.count) features, but has \(first.featureCount)")
    }
    if let column = categories?.keys.first(where: { !(0..<first.featureCount).contains($0) }) {
      throw damaged("it has words of column \(column), but \(first.featureCount.counted("column"))")
    }
    if let column = categories?.first(where: { Set($0.value).count < $0.value.count })?.key {
      throw damaged("it has a word of column \(column) twice")
    }
    guard layers.allSatisfy({ $0.classLabels == first.classLabels }), first.classLabels != [] else {
      throw damaged("its layers do not agree about the classes of the target")
    }
    var width = first.featureCount
    for layer in layers {
      try layer.requireConsistency(forInputOf: width)
      width = layer.columnNames.count
    }
    return EnsembleModel(
      ensemble: ensemble, precision: precision, featureNames: featureNames,
      categories: categories ?? [:], layers: layers, report: report)
  }
}
