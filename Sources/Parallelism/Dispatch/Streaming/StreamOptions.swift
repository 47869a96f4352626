/// What a call says about the stream that it wants.
struct StreamOptions: Sendable {
  let order: ResultOrder
  let lookahead: Lookahead
  let retries: Retries
  /// Whether all inputs were there before the call began.
  let hasInputs: Bool
  let limits: TimeLimits
  let progress: (@Sendable (ParallelProgress) -> Void)?

  init(
    _ order: ResultOrder, _ lookahead: Lookahead, _ retries: Retries, _ taskLimit: Duration?,
    _ deadline: Duration?, _ stall: Duration?, _ progress: (@Sendable (ParallelProgress) -> Void)?,
    hasInputs: Bool = false
  ) {
    self.order = order
    self.lookahead = lookahead
    self.retries = retries
    self.hasInputs = hasInputs
    limits = TimeLimits(deadline: deadline, stall: stall, task: taskLimit)
    self.progress = progress
  }

  /// What a call says that wants all results together; without a lookahead, all inputs have been taken.
  init(
    collecting lookahead: Lookahead?, _ retries: Retries, _ taskLimit: Duration?, _ deadline: Duration?,
    _ stall: Duration?, _ progress: (@Sendable (ParallelProgress) -> Void)?
  ) {
    // A result that is there must not hold up the inputs after it, so none may wait for those before it.
    self.init(
      .completion, lookahead ?? .count(1024), retries, taskLimit, deadline, stall, progress,
      hasInputs: lookahead == nil)
  }
}
