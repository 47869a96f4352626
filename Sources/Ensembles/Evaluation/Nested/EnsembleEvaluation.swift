/// How well an ensemble and each of its learners predict rows that no part of it has seen.
///
/// Unlike the scores of a ``Report``, which each layer makes of the folds that it cuts for itself, these are those of
/// ensembles that were fitted as a whole without the rows that are predicted.
public struct EnsembleEvaluation: Codable, Hashable, Sendable {
  /// What was measured.
  public let scorers: [ScorerSummary]

  /// The number of rows that were cut into folds.
  public let rowCount: Int

  /// The number of folds.
  public let foldCount: Int

  /// A row for each learner of each layer, the meta learners last, then one for the whole ensemble where its last
  /// layer has one learner.
  ///
  /// The columns are the scorers', “fit” and “predict”. Of a learner, the first is the mean time of a fit that its
  /// layer makes; of the ensemble, that of its whole fit.
  public let table: ScoreTable

  /// What was left out of the table, and why: learners that were dropped and scores that are not defined.
  public let notes: [String]

  /// What the row of the whole ensemble is about.
  public static let wholeEnsemble = ScoreTable.Subject(learner: "whole ensemble")

  /// The scores and times of the whole ensemble, or nil if its last layer has several learners.
  public var whole: ScoreTable.Row? { table.rows.first { $0.subject == Self.wholeEnsemble } }
}

extension EnsembleEvaluation: CustomStringConvertible {
  /// The table, and what was left out of it.
  public var description: String {
    ([table.description] + (notes.isEmpty ? [] : [notes.joined(separator: "\n")])).joined(separator: "\n\n")
  }
}
