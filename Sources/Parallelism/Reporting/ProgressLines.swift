/// Writes the lines that joblib writes about a call, as often as joblib does.
///
/// ```swift
/// try await Parallel(workers: 2).map(files, progress: ProgressLines(verbosity: 10).show) { try digest(of: $0) }
/// // [Parallel(n_jobs=2)]: Using backend ThreadBackend with 2 concurrent workers.
/// // [Parallel(n_jobs=2)]: Done  5 out of 60 | elapsed:    0.8s remaining:    8.6s
/// // …
/// // [Parallel(n_jobs=2)]: Done 60 out of 60 | elapsed:    9.4s finished
/// ```
///
/// The verbosity is joblib's: nothing for zero and less; from 1 to 10 ever more lines; above 10 one for every task
/// that ends; from 50 on, to the standard output instead of the standard error. What lines there are depends on which
/// tasks have ended and not on the time. Where several end at once there is one line for them. A call that fails has
/// no last line.
///
/// One value serves one call at a time, and may serve another call afterwards.
public final class ProgressLines: Sendable {
  private let schedule: Locked<ProgressLineSchedule>
  private let prefix: String?
  private let write: @Sendable (String) -> Void

  /// Creates an observer that writes lines.
  ///
  /// - Parameters:
  ///   - verbosity: How many lines, as in joblib. Less than zero counts as zero.
  ///   - prefix: What every line begins with; if `nil`, such as `[Parallel(n_jobs=2)]: ` with the number of workers.
  ///   - write: Takes each line, without an end of line. If `nil`, lines go to the standard error or, from a
  ///     verbosity of 50 on, to the standard output.
  public init(verbosity: Int, prefix: String? = nil, write: (@Sendable (String) -> Void)? = nil) {
    schedule = Locked(ProgressLineSchedule(verbosity: verbosity))
    self.prefix = prefix
    self.write =
      write ?? { line in (verbosity >= 50 ? Screen.standardOutput : .standardError).write(line + "\n") }
  }

  /// Writes what there is to say of a report; give this method to a call as its `progress`.
  ///
  /// - Parameter progress: The report.
  public func show(_ progress: ParallelProgress) {
    let prefix = prefix ?? "[Parallel(n_jobs=\(max(1, progress.workers.count)))]: "
    for line in schedule.withLock({ $0.lines(for: progress) }) { write(prefix + line) }
  }
}
