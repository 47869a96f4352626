import Evaluation
import Exchange

/// One thing that is measured, ours and the peers' alike.
struct Case: Sendable {
  /// Somebody who takes part, and what to ask for.
  struct Entry: Sendable {
    var contestant: Contestant
    var request: Request
    /// What a speed-up is measured against, asked for in the same round.
    var baseline: Request?
  }

  var name: String
  /// What is measured, in a sentence.
  var measures: String
  var unit: FigureUnit
  var target: Target
  /// Whether each round needs processes that have done nothing yet.
  var startsAnew = false
  /// Whether one round says it all, the first one: memory does not depend on what else the machine does.
  var isSteady = false
  /// How many seconds a repetition may take before its contestant is taken to hang.
  var patience: Double = Session.patience
  /// What all who take part use, if anything: its address is in the variable `DASK_SCHEDULER_ADDRESS`.
  var cluster: Contestant?
  var ours: Entry
  var peers: [Entry]
}
