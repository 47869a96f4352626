/// Which lines joblib (1.5 and later) writes, and what they say.
struct ProgressLineSchedule {
  private let verbosity: Int

  /// What was known at the last report.
  private struct Past {
    var completed = 0
    /// How many digits numbers are given.
    var width = 3
    var isEnded = false
  }

  private var past: Past?

  /// Creates a schedule; a verbosity below zero means zero.
  init(verbosity: Int) {
    self.verbosity = max(0, verbosity)
  }

  /// What is to be written after a report, in order.
  mutating func lines(for progress: ParallelProgress) -> [String] {
    guard verbosity > 0 else { return [] }
    var lines: [String] = []
    let workers = max(1, progress.workers.count)
    var past: Past
    if let known = self.past, !known.isEnded, known.completed <= progress.completed {
      past = known
    } else {
      past = Past()
      if let total = progress.total, total > 0 { past.width = "\(total)".count }
      if workers > 1, let backend = progress.backend {
        lines.append("Using backend \(type(of: backend)) with \(workers) concurrent workers.")
      }
    }
    // Among several workers it is the tasks handed out that joblib counts, and all of them are handed out at once
    // where the input is not taken step by step; a single one takes each input when it comes to it.
    let taken = workers == 1 ? progress.completed : progress.taken
    let isExhausted = workers > 1 && progress.taken == progress.total
    let hasSucceeded = progress.isFinal && progress.completed == progress.total
    if progress.completed > past.completed, !progress.isFinal || hasSucceeded && workers == 1 {
      if isExhausted, let total = progress.total {
        if isDueTowardsEnd(past.completed, progress.completed, total: total, lookahead: progress.lookahead) {
          lines.append(lineWithRest(progress, total: total, width: past.width))
        }
      } else if isDue(taken - (hasSucceeded ? 1 : progress.completed - past.completed), taken) {
        lines.append(line(progress, width: past.width))
      }
    }
    if hasSucceeded {
      lines.append(
        "\(counts(progress.completed, progress.completed, past.width)) \(elapsed(progress)) finished")
    }
    past.completed = progress.completed
    past.isEnded = progress.isFinal
    self.past = past
    return lines
  }

  /// Whether there is a line for one of the tasks handed out from the one after `past` to `taken`: ever more rarely,
  /// in steps that grow with their number.
  private func isDue(_ past: Int, _ taken: Int) -> Bool {
    if verbosity > 10 { return true }
    let distance = 0.5 * Double((11 - verbosity) * (11 - verbosity))
    func step(_ number: Int) -> Int { Int((Double(number) / distance).squareRoot()) }
    return step(taken + 1) != step(past + 1)
  }

  /// Whether there is a line for one of the tasks done from the one after `past` to `completed`, when all have been
  /// handed out: at equal distances counted from the end, and none for the last but one.
  private func isDueTowardsEnd(_ past: Int, _ completed: Int, total: Int, lookahead: Int) -> Bool {
    let distance = total / verbosity + 1
    let offset = total + 1 - lookahead
    func passed(_ number: Int) -> Int {
      let (quotient, remainder) = (number - offset).quotientAndRemainder(dividingBy: distance)
      return remainder < 0 ? quotient - 1 : quotient
    }
    return passed(min(completed, total - 2)) > passed(past)
  }

  private func line(_ progress: ParallelProgress, width: Int) -> String {
    if let total = progress.total {
      return "\(counts(progress.completed, total, width)) \(elapsed(progress))"
    }
    // So that the bars of all lines stand in one column.
    let padding = String(repeating: " ", count: "out of ".count + width - "tasks".count)
    return "Done \(padded(progress.completed, width)) tasks \(padding)\(elapsed(progress))"
  }

  private func lineWithRest(_ progress: ParallelProgress, total: Int, width: Int) -> String {
    let rest = progress.elapsed * (Double(total - progress.completed) / Double(max(progress.completed, 1)))
    return "\(counts(progress.completed, total, width)) \(elapsed(progress)) remaining: \(Self.time(rest))"
  }

  private func counts(_ completed: Int, _ total: Int, _ width: Int) -> String {
    "Done \(padded(completed, width)) out of \(padded(total, width))"
  }

  private func elapsed(_ progress: ParallelProgress) -> String { "| elapsed: \(Self.time(progress.elapsed))" }

  private func padded(_ number: Int, _ width: Int) -> String { Self.padded("\(number)", width) }

  private static func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// A time in seconds up to a minute and in minutes beyond, with one decimal.
  static func time(_ duration: Duration) -> String {
    duration > .seconds(60)
      ? padded(duration.inTenths(of: .seconds(60)), 4) + "min"
      : " " + padded(duration.inTenths(of: .seconds(1)), 5) + "s"
  }
}
