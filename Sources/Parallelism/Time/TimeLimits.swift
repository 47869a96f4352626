/// How long a call may take.
@usableFromInline
struct TimeLimits: Sendable, Hashable {
  enum Verdict: Hashable {
    /// Nothing can be exceeded before that much more time has passed.
    case fine(for: Duration)
    /// The call has taken longer than it may.
    case exceeded(Limit)
    /// Nothing is limited.
    case unlimited

    /// What is to be said where two things are limited.
    func and(_ other: Verdict) -> Verdict {
      switch (self, other) {
      case (.fine(let time), .fine(let otherTime)): .fine(for: min(time, otherTime))
      case (.exceeded, _), (_, .unlimited): self
      case (_, .exceeded), (.unlimited, _): other
      }
    }
  }

  enum Limit: Hashable {
    case deadline(Duration)
    case stall(Duration)
    case task(Duration, TaskPlace)
  }

  /// For the whole call.
  let deadline: Duration?
  /// For the next result to arrive.
  let stall: Duration?
  /// For an attempt at one task.
  let task: Duration?

  @usableFromInline
  init(deadline: Duration?, stall: Duration?, task: Duration? = nil) {
    self.deadline = deadline
    self.stall = stall
    self.task = task
  }

  /// Whether nothing is limited.
  var areNone: Bool { deadline == nil && stall == nil && task == nil }

  /// What is to be said after `elapsed` of the call, if somebody has been waiting for a result since `waiting`.
  func verdict(elapsed: Duration, waitingSince waiting: Duration) -> Verdict {
    let rests = [
      deadline.map { (rest: $0 - elapsed, limit: Limit.deadline($0)) },
      stall.map { (rest: $0 - (elapsed - waiting), limit: Limit.stall($0)) },
    ]
    guard let first = rests.compactMap(\.self).min(by: { $0.rest < $1.rest }) else { return .unlimited }
    return first.rest > .zero ? .fine(for: first.rest) : .exceeded(first.limit)
  }
}
