internal import Ensembles

/// An estimator to check.
struct EstimatorSubject<E: Estimator>: LawSubject {
  let recipe: E
  let tolerance: Double
  let sample: Result<Dataset, any Error>

  var acceptsMissing: Bool { E.acceptsMissing }
  var acceptsWeights: Bool { E.acceptsWeights }

  init(_ estimator: E, data: Dataset?, tolerance: Double) {
    recipe = estimator
    self.tolerance = tolerance
    sample = Result {
      try Sample.first(of: data.map { [$0] } ?? Sample.all(of: E.targetKind)) {
        _ = try estimator.fitted(to: $0)
      }
    }
  }

  func fitted(to data: Dataset, seed: UInt64) throws -> E.Model {
    try recipe.fitted(to: data, in: FittingContext(seed: seed))
  }

  func fittedAlone(to data: Dataset) throws -> E.Model { try recipe.fitted(to: data) }

  func outputs(of model: E.Model, for features: Features) throws -> Outputs {
    Outputs(
      values: try model.predictions(from: features),
      probabilities: try (model as? any ClassifierModel)?.probabilities(from: features))
  }

  func requireSoundness(
    of outputs: Outputs, from model: E.Model, rowCount: Int, columnCount: Int, for data: Dataset
  ) throws {
    let width = data.classes == nil ? recipe.outputCount(for: data) : 1
    let values = outputs.values
    guard values.rowCount == rowCount, values.columnCount == width, model.outputCount == width else {
      throw Breach(
        "\(values.rowCount)×\(values.columnCount) numbers were predicted by a model that says it predicts "
          + "\(model.outputCount.counted("column")), where there should be \(rowCount)×\(width)")
    }
    guard model.featureCount == columnCount else {
      throw Breach("the model of \(columnCount.counted("column")) says it has \(model.featureCount)")
    }
    guard outputs.isFinite else { throw Breach("a prediction is not finite") }
    guard let classes = data.classes else { return }
    for label in values.elements where !(0..<classes.count).contains(Int(exactly: label) ?? -1) {
      throw Breach("\(label) was predicted, which is none of the \(classes.count) classes")
    }
    guard let probabilities = outputs.probabilities else { return }
    guard probabilities.rowCount == rowCount, probabilities.columnCount == classes.count else {
      throw Breach(
        "there are \(probabilities.rowCount)×\(probabilities.columnCount) probabilities of \(rowCount) rows and "
          + "\(classes.count) classes")
    }
    for row in 0..<rowCount {
      let sum = probabilities.row(row).reduce(0, +)
      guard abs(sum - 1) < 1e-9, probabilities.row(row).allSatisfy({ (0...1 + 1e-9).contains($0) }) else {
        throw Breach("the probabilities of row \(row) (counted from 0) are \(probabilities.row(row))")
      }
    }
  }

  func ensemble() -> (SequentialEnsemble, Registry) {
    var registry = Registry()
    registry.register(E.self)
    return (
      SequentialEnsemble(
        indexer: FullIndexer(), layers: [Layer(learners: [Learner(recipe)])], meta: nil, precision: .double),
      registry
    )
  }
}
