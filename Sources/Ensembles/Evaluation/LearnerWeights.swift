/// How much a learner relies on each of its inputs.
public struct LearnerWeights: Codable, Hashable, Sendable {
  /// The name of the layer.
  public let layer: String

  /// The name of the learner.
  public let learner: String

  /// The names of the inputs: the columns of the layer before, or the features.
  public let inputs: [String]

  /// For each input, its weight in each output.
  public let weights: [[Double]]
}

extension LearnerWeights {
  /// Decodes weights.
  ///
  /// - Throws: `DecodingError` if inputs have no weights, or different numbers of them.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    layer = try container.decode(String.self, forKey: .layer)
    learner = try container.decode(String.self, forKey: .learner)
    inputs = try container.decode([String].self, forKey: .inputs)
    weights = try container.decode([[Double]].self, forKey: .weights)
    guard weights.count == inputs.count, weights.allSatisfy({ $0.count == weights[0].count }) else {
      throw DecodingError.dataCorruptedError(
        forKey: .weights, in: container,
        debugDescription: "each input of “\(learner)” has one weight for each output")
    }
  }
}

extension FittedLayer {
  /// The weights of those learners that can tell them.
  ///
  /// - Parameter inputs: The names of the layer's input columns.
  /// - Returns: One entry for each, in the order of the columns.
  func weights(of inputs: [String]) -> [LearnerWeights] {
    groups.flatMap { group in
      group.learners.compactMap { learner in
        guard learner.name.transformer == nil, learner.models.count == 1,
          let weights = (learner.models[0].value as? any ReadableWeights)?.inputWeights,
          weights.rowCount == inputs.count
        else { return nil }
        return LearnerWeights(
          layer: name, learner: learner.name.description, inputs: inputs,
          weights: (0..<weights.rowCount).map(weights.row))
      }
    }
  }
}
