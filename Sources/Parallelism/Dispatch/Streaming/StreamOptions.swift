/// What a call says about the stream that it wants.
struct StreamOptions: Sendable {
  let order: ResultOrder
  let lookahead: Lookahead
  let retries: Retries
  let taskLimit: Duration?
  let limits: TimeLimits
  let progress: (@Sendable (ParallelProgress) -> Void)?

  init(
    _ order: ResultOrder, _ lookahead: Lookahead, _ retries: Retries, _ taskLimit: Duration?,
    _ deadline: Duration?, _ stall: Duration?, _ progress: (@Sendable (ParallelProgress) -> Void)?
  ) {
    self.order = order
    self.lookahead = lookahead
    self.retries = retries
    self.taskLimit = taskLimit
    limits = TimeLimits(deadline: deadline, stall: stall)
    self.progress = progress
  }

  /// What a call says that wants all results together.
  init(
    collecting lookahead: Lookahead, _ retries: Retries, _ taskLimit: Duration?, _ deadline: Duration?,
    _ stall: Duration?, _ progress: (@Sendable (ParallelProgress) -> Void)?
  ) {
    // A result that is there must not hold up the inputs after it, so none may wait for those before it.
    self.init(.completion, lookahead, retries, taskLimit, deadline, stall, progress)
  }
}
