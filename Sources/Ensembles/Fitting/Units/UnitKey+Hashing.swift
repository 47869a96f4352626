private import Foundation

extension FitWork {
  /// The key of a unit: a digest of its data, recipe, rows, seed and of the form of what is stored.
  func key(of unit: FitUnit, data: Digest) throws -> UnitKey {
    let group = groups[unit.group]
    let slot = slot(of: unit)
    var digest = data
    digest.mix(Self.storedFormat)
    digest.mix(slot.train.bounds)
    digest.mix([slot.partition, slot.fold ?? -1, slot.repetition])
    switch unit.member {
    case .transformer(let index): try group.transformers[index].mix(into: &digest)
    case .learner(let index):
      let learner = group.learners[index]
      let columns = learner.columns[slot.partition]
      digest.mix([columns.predictions, columns.probabilities, keepsFoldModels ? 1 : 0])
      digest.mix(slot.predicted?.bounds ?? [])
      digest.mix(precision.rawValue)
      digest.mix(String(learner.seed))
      if let estimator = learner.estimator?.value { try digest.mix(recipe: estimator) }
      if let model = learner.model?.value { try digest.mix(recipe: model) }
      if let joint = learner.jointDigest { digest.mix(joint) }
      if let binning = learner.binning { digest.mix(binnings[binning].rows.bounds) }
      if let transformer = learner.transformer { try group.transformers[transformer].mix(into: &digest) }
    }
    return UnitKey(digest)
  }

  /// Changes whenever what is stored under a key would be read as something else.
  private static var storedFormat: Int { 1 }
}

extension FitWork.TransformerWork {
  fileprivate func mix(into digest: inout Digest) throws {
    digest.mix(String(seed))
    for step in steps { try digest.mix(recipe: step.value) }
  }
}

extension Digest {
  /// Adds the type and the contents of a value.
  mutating func mix(recipe value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    mix(String(reflecting: type(of: value)))
    mix(String(decoding: try encoder.encode(value), as: UTF8.self))
  }
}
