/// One fit: of a transformer or of a learner, in one slot of its group.
struct FitUnit: Codable, Hashable, Sendable {
  /// What is fitted: its place among the transformers or the learners of the group.
  enum Member: Codable, Hashable, Sendable {
    case transformer(Int)
    case learner(Int)
  }

  var group: Int
  var member: Member
  /// The place of the slot in the group.
  var slot: Int
}

/// What a unit gives besides predictions, which it writes where they belong if it can.
struct FitOutcome: Codable, Sendable {
  /// The place of the unit among all of the layer.
  var place = 0
  /// Of a learner, where it is kept: what a fold's model was for is done once it has predicted.
  var model: Portable<any FittedModel>?
  /// Of a transformer.
  var pipeline: PortablePipeline?
  var fitTime: Duration
  var predictionTime: Duration?
  /// Of a learner on another machine, until they are written where they belong: in the order of the rows.
  var predictions: Matrix<Double>?
  /// Why a checkpoint was of no use for this unit, if it should have been.
  var complaint: String?
}

/// A fitted pipeline on its way between processes.
struct PortablePipeline: Codable, Sendable {
  private let steps: [Portable<any FittedPreprocessor>]

  init(_ pipeline: FittedPipeline) { steps = pipeline.steps.map { Portable($0.value) } }

  var pipeline: FittedPipeline { FittedPipeline(steps: steps.map { Registered($0.value) }) }
}
