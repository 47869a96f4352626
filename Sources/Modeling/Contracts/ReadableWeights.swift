/// A fitted model that can say how much each of its inputs counts.
///
/// Reports print the weights of a meta learner that conforms: they tell which learners the ensemble relies on.
public protocol ReadableWeights: FittedModel {
  /// The weight of each input.
  ///
  /// One row for each input column, one column for each output. Of a classifier, one column for each class whose
  /// inputs it weights apart, or a single one if the weights are the same for all classes.
  var inputWeights: Matrix<Double> { get }
}
