extension FittedLayer: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, featureCount, propagatedColumns, precision, output, classLabels, groups
    // Format 1 had one group, whose parts stood in the layer itself.
    case transformers, learners
  }

  /// What format 1 had of a learner.
  private struct FirstLearner: Decodable {
    let name: LearnerName
    let estimator: Registered<any Estimator>
    let models: [Registered<any FittedModel>]
  }

  /// What format 1 had of a transformer.
  private struct FirstTransformer: Decodable {
    let name: String
    let pipelines: [FittedPipeline]
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let groups: [FittedGroup]
    if container.contains(.groups) {
      groups = try container.decode([FittedGroup].self, forKey: .groups)
    } else {
      groups = [
        FittedGroup(
          first: try container.decode([FirstLearner].self, forKey: .learners).map { learner in
            FittedLearner(
              name: learner.name, estimator: learner.estimator, models: learner.models, foldModels: [])
          },
          try container.decode([FirstTransformer].self, forKey: .transformers).map { transformer in
            FittedTransformer(name: transformer.name, pipelines: transformer.pipelines, foldPipelines: [])
          })
      ]
    }
    // The names of the columns are made for so many partitions, before anything else is looked at.
    for group in groups {
      let count = group.partitionCount
      let isPossible = group.learners.allSatisfy { learner in
        (1...max(1, learner.models.isEmpty ? group.folds.count : learner.models.count)).contains(count)
      }
      guard isPossible else {
        throw DecodingError.dataCorruptedError(
          forKey: .groups, in: container,
          debugDescription: "the learners of “\(group.name)” have no models for \(count) partitions")
      }
    }
    try self.init(
      name: container.decode(String.self, forKey: .name),
      featureCount: container.decode(Int.self, forKey: .featureCount),
      propagatedColumns: container.decode([Int].self, forKey: .propagatedColumns),
      precision: container.decodeIfPresent(Precision.self, forKey: .precision),
      output: container.decodeIfPresent(LearnerOutput.self, forKey: .output) ?? .predictions,
      classLabels: container.decodeIfPresent([String].self, forKey: .classLabels), groups: groups)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(featureCount, forKey: .featureCount)
    try container.encode(propagatedColumns, forKey: .propagatedColumns)
    try container.encodeIfPresent(precision, forKey: .precision)
    try container.encode(output, forKey: .output)
    try container.encodeIfPresent(classLabels, forKey: .classLabels)
    try container.encode(groups, forKey: .groups)
  }
}

extension FittedGroup {
  /// The only group that a layer of format 1 has.
  fileprivate init(first learners: [FittedLearner], _ transformers: [FittedTransformer]) {
    self.init(
      name: "group-1", partitionCount: learners.first?.models.count ?? 0, folds: [],
      transformers: transformers, learners: learners)
  }
}
