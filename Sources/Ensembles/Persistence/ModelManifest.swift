/// The text of a stored model: what its `manifest.json` holds.
struct ModelManifest: Codable {
  /// The format that this version writes.
  ///
  /// It reads this one and all before it.
  static let currentFormat = 1

  var format: Int
  var ensemble: EnsembleSummary
  var precision: Precision
  var featureNames: [String]?
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
    var width = first.featureCount
    for layer in layers {
      guard layer.featureCount == width else {
        throw damaged("\(layer.name) expects \(layer.featureCount.counted("column")), but gets \(width)")
      }
      guard layer.propagatedColumns.allSatisfy({ $0 >= 0 && $0 < width }), !layer.learners.isEmpty else {
        throw damaged("\(layer.name) has no learners, or propagates a column that it does not have")
      }
      try layer.requireConsistency()
      width = layer.columnNames.count
    }
    return EnsembleModel(
      ensemble: ensemble, precision: precision, featureNames: featureNames, layers: layers, report: report)
  }
}

extension FittedLayer {
  fileprivate func requireConsistency() throws {
    func damaged(_ what: String) -> ModelingError { ModelingError(.unreadableModel, "\(name) \(what)") }
    let partitions = learners.first?.models.count ?? 0
    let preprocessing = Set(transformers.map(\.name))
    guard preprocessing.count == transformers.count, Set(columnNames).count == columnNames.count else {
      throw damaged("has two transformers or two columns of one name")
    }
    guard transformers.allSatisfy({ $0.pipelines.count == partitions }) else {
      throw damaged("has preprocessing for another number of partitions than \(partitions)")
    }
    for learner in learners {
      guard !learner.models.isEmpty, learner.models.count == partitions else {
        throw damaged("has \(learner.models.count) models of “\(learner.name)” for \(partitions) partitions")
      }
      if let needed = learner.name.transformer {
        guard preprocessing.contains(needed) else {
          throw damaged("lacks preprocessing for “\(learner.name)”")
        }
      } else {
        for model in learner.models where model.value.featureCount != featureCount {
          throw damaged(
            "has \(featureCount.counted("column")), but its “\(learner.name)” expects \(model.value.featureCount)"
          )
        }
      }
    }
  }
}
