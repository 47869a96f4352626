import Dispatch
import Ensembles
import Parallelism
import Synchronization

/// A line on the terminal that shows how far a fit is.
///
/// It is redrawn ten times a second, so that the time passes while a long fit says nothing, and cleared when the
/// fit has ended. Where nobody watches, nothing is written.
final class ProgressLine: Sendable {
  private let latest = Mutex<FittingProgress?>(nil)
  private let bar = ProgressBar(unit: "fits", clearsAtEnd: true)
  private let start = ContinuousClock.now

  /// Calls a closure, and shows what it reports meanwhile.
  static func showing<Result>(
    _ body: (_ observer: (@Sendable (FittingProgress) -> Void)?) async throws -> Result
  ) async throws -> Result {
    guard StandardError.isTerminal else { return try await body(nil) }
    let line = ProgressLine()
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
        latest = progress
        line.draw(latest)
      }
    }
  }

  private func draw(_ progress: FittingProgress?) {
    guard let progress else { return }
    bar.show(
      ParallelProgress(completed: progress.completed, total: progress.total, elapsed: .now - start),
      as: "\(progress.layer) (\(progress.layerIndex + 1) of \(progress.layerCount))")
  }
}
