/// An ensemble in front of the candidates of an evaluation: its predictions are their features.
///
/// It is fitted once in each fold, to the training rows. Candidates learn from what it predicts for those rows in folds
/// of its own, and are measured by what they make of its predictions of the rows that are held out.
public struct EnsembleCase: Sendable {
  /// The name, by which candidates refer to it.
  public var name: String

  let fitted: @Sendable (Dataset, Parallel) async throws -> EnsemblePreprocessor.Fitted
  /// The ensemble with another learner behind it.
  let followed: @Sendable (Learner, Scorer) -> any Ensemble

  /// Creates a case.
  ///
  /// - Parameters:
  ///   - name: The name, by which candidates refer to it.
  ///   - ensemble: The ensemble, most often one without meta learners.
  public init<Index: Indexer>(named name: String, _ ensemble: StackedEnsemble<Index>) {
    self.name = name
    fitted = { try await ensemble.fittedAsPreprocessing(to: $0, on: $1) }
    followed = { ensemble.followed(by: $0, scorer: $1) }
  }
}

extension StackedEnsemble {
  /// The ensemble with a learner in the place of the meta learners, or in front of the learner as a step, if it has meta
  /// learners: a step knows what these predict for rows that they have not seen.
  fileprivate func followed(by learner: Learner, scorer: Scorer) -> any Ensemble {
    guard meta == nil else {
      let layer = Layer { Preprocessing(EnsemblePreprocessor(self)) { learner } }
      return StackedEnsemble<FullIndexer>(
        indexer: FullIndexer(), layers: [layer], meta: nil, scorer: scorer, precision: .double, seed: seed)
    }
    var result = self
    let names = Set(result.layers.enumerated().map { $1.name(at: $0) })
    let name = sequence(first: "meta") { $0 + "+" }.first { !names.contains($0) }
    result.meta = Layer(named: name, learners: [learner])
    result.scorer = scorer
    return result
  }
}
