import Dispatch
import Ensembles
import Parallelism
import Synchronization

/// A line on the terminal that shows how far long work is.
///
/// It is redrawn ten times a second, so that the time passes while the work says nothing, and cleared at its end. Where
/// nobody watches, nothing is written.
final class ProgressLine: Sendable {
  /// How far the work is.
  struct State {
    var completed: Int
    var total: Int
    /// What is being done.
    var label: String
  }

  private let latest = Mutex<State?>(nil)
  private let bar: ProgressBar
  private let start = ContinuousClock.now

  private init(unit: String) { bar = ProgressBar(unit: unit, clearsAtEnd: true) }

  /// Calls a closure, and shows what it reports meanwhile.
  ///
  /// - Parameters:
  ///   - unit: What is counted.
  ///   - state: What a report means.
  ///   - body: The work. It is given nothing to report to where nobody watches.
  static func showing<Progress, Result>(
    _ unit: String, as state: @escaping @Sendable (Progress) -> State,
    _ body: (_ observer: (@Sendable (Progress) -> Void)?) async throws -> Result
  ) async throws -> Result {
    guard StandardError.isTerminal else { return try await body(nil) }
    let line = ProgressLine(unit: unit)
    let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "progress"))
    timer.schedule(deadline: .now() + .milliseconds(100), repeating: .milliseconds(100))
    timer.setEventHandler { line.latest.withLock { line.draw($0) } }
    timer.resume()
    defer {
      timer.cancel()
      // Under the lock, so that the last redrawing, if it is under way, comes first.
      line.latest.withLock { latest in
        latest = nil
        line.bar.clear()
      }
    }
    return try await body { progress in
      line.latest.withLock { latest in
        latest = state(progress)
        line.draw(latest)
      }
    }
  }

  private func draw(_ state: State?) {
    guard let state else { return }
    bar.show(
      ParallelProgress(completed: state.completed, total: state.total, elapsed: .now - start), as: state.label
    )
  }
}

extension ProgressLine.State {
  /// How far the fit of an ensemble is.
  init(fitting progress: FittingProgress) {
    self.init(
      completed: progress.completed, total: progress.total,
      label: "\(progress.layer) (\(progress.layerIndex + 1) of \(progress.layerCount))")
  }
}
