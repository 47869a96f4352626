extension FittedLayer {
  /// Checks that the parts of a layer that was read fit together.
  ///
  /// - Parameter width: The number of columns of its input.
  /// - Throws: `ModelingError` naming the parts that do not.
  func requireConsistency(forInputOf width: Int) throws {
    guard featureCount == width else {
      throw damaged("expects \(featureCount.counted("column")), but gets \(width)")
    }
    guard propagatedColumns.allSatisfy({ $0 >= 0 && $0 < width }), !groups.isEmpty,
      groups.allSatisfy({ !$0.learners.isEmpty })
    else {
      throw damaged("has no learners, or propagates a column that it does not have")
    }
    for group in groups { try requireConsistency(of: group) }
    guard Set(columnNames).count == columnNames.count else { throw damaged("has two columns of one name") }
  }

  private func damaged(_ what: String) -> ModelingError { ModelingError(.unreadableModel, "\(name) \(what)") }

  private func requireConsistency(of group: FittedGroup) throws {
    let partitions = group.partitionCount
    guard partitions > 0, group.folds.allSatisfy({ (0..<partitions).contains($0.partition) }),
      !group.isBagged || Set(group.folds.map(\.partition)).count == partitions
    else {
      throw damaged("has folds of partitions that are not there, or partitions without a model")
    }
    guard Set(group.transformers.map(\.name)).count == group.transformers.count else {
      throw damaged("has two transformers of one name")
    }
    let finals = group.isBagged ? 0 : partitions
    for transformer in group.transformers {
      guard transformer.pipelines.count == finals, transformer.foldPipelines.count == group.folds.count else {
        throw damaged(
          "has preprocessing “\(transformer.name)” for another number of fits than \(finals) and "
            + "\(group.folds.count) folds")
      }
    }
    for learner in group.learners {
      guard learner.models.count == finals, learner.foldModels.count == group.folds.count else {
        throw damaged(
          "has \(learner.models.count) models of “\(learner.name)” for \(finals) partitions, and "
            + "\(learner.foldModels.count) for \(group.folds.count) folds")
      }
      try requireConsistency(of: learner, in: group)
    }
  }

  private func requireConsistency(of learner: FittedLearner, in group: FittedGroup) throws {
    let models = (learner.models + learner.foldModels).map(\.value)
    guard Set(models.map(\.outputCount)).count <= 1 else {
      throw damaged("has models of “\(learner.name)” that predict different numbers of columns")
    }
    if let needed = learner.name.transformer {
      guard group.transformers.contains(where: { $0.name == needed }) else {
        throw damaged("lacks preprocessing for “\(learner.name)”")
      }
    } else if let other = models.first(where: { $0.featureCount != featureCount }) {
      throw damaged(
        "has \(featureCount.counted("column")), but its “\(learner.name)” expects \(other.featureCount)")
    }
    guard let classLabels else { return }
    for model in models {
      let classCount = (model as? any ClassifierModel)?.classCount
      guard classCount ?? classLabels.count == classLabels.count, output == .predictions || classCount != nil
      else {
        throw damaged(
          "has \(classLabels.count) classes, but its “\(learner.name)” knows \(classCount.map(String.init) ?? "no probabilities")"
        )
      }
    }
  }
}
