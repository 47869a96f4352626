import Dispatch
import Ensembles
import Foundation
import Synchronization

/// A line on the terminal that shows how far a fit is.
///
/// It is redrawn ten times a second, so that the time passes while a long fit says nothing, and cleared when the
/// fit has ended. Where nobody watches, nothing is written.
final class ProgressLine: Sendable {
  private let latest = Mutex<FittingProgress?>(nil)
  private let start = ContinuousClock.now

  /// Calls a closure, and shows what it reports meanwhile.
  static func showing<Result>(
    _ body: (_ observer: (@Sendable (FittingProgress) -> Void)?) async throws -> Result
  ) async throws -> Result {
    guard StandardError.isTerminal else { return try await body(nil) }
    let line = ProgressLine()
    let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "progress"))
    timer.schedule(deadline: .now() + .milliseconds(100), repeating: .milliseconds(100))
    timer.setEventHandler { line.draw() }
    timer.resume()
    defer {
      timer.cancel()
      // Under the lock, so that the last redrawing, if it is under way, comes first.
      line.latest.withLock { latest in
        latest = nil
        StandardError.write(StandardError.clearingLine)
      }
    }
    return try await body { progress in line.latest.withLock { $0 = progress } }
  }

  private func draw() {
    latest.withLock { latest in
      guard let latest else { return }
      let text = Self.text(of: latest, after: .now - start)
      StandardError.write(StandardError.clearingLine + text.prefix(Self.width))
    }
  }

  /// What the line says, such as “layer-1 (1 of 2): 4 of 18 fits, 2.5 s”.
  static func text(of progress: FittingProgress, after elapsed: Duration) -> String {
    "\(progress.layer) (\(progress.layerIndex + 1) of \(progress.layerCount)): "
      + "\(progress.completed) of \(progress.total) fits, "
      + String(format: "%.1f s", elapsed / .seconds(1))
  }

  /// How much fits into one line: what wraps cannot be cleared.
  private static var width: Int {
    var size = winsize()
    let isKnown = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 1
    return isKnown ? Int(size.ws_col) - 1 : 79
  }
}
