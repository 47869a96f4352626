/// What the learners of a layer hand on.
public enum LearnerOutput: String, Codable, Hashable, Sendable {
  /// Numbers or, from classifiers, the number of a class.
  case predictions
  /// From classifiers the probability of each class, from other learners their predictions.
  case probabilities
}
