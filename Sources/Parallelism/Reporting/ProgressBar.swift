/// Shows how far a call has come in one line of a terminal.
///
/// ```swift
/// let bar = ProgressBar("digests", unit: "files")
/// let digests = try await Parallel().map(files, progress: bar.show) { try digest(of: $0) }
/// // [███████████▌        ] digests: 23 of 40 files, 2.5 s, 1.9 s left
/// ```
///
/// The line is drawn when a task has ended, at most twenty times a second, as wide as the terminal is at that time. It
/// stays when the call has ended, or is cleared if that is asked for. Where there is no terminal, the lines of
/// ``ProgressLines`` are written instead.
///
/// One value serves one call at a time, and may serve another call afterwards.
public final class ProgressBar: Sendable {
  private struct State {
    /// What stands in the line of the cursor, and when it was drawn.
    var text = ""
    var drawn: Duration?
  }

  /// Twenty times a second: more than eyes can follow.
  private static let interval = Duration.milliseconds(50)
  private static let clearing = "\r\u{1B}[K"

  private let label: String
  private let unit: String
  private let clearsAtEnd: Bool
  private let screen: Screen
  private let lines: ProgressLines
  private let state = Locked(State())

  /// Creates a bar that is not shown yet.
  ///
  /// - Parameters:
  ///   - label: What the work is, if that is to be said.
  ///   - unit: What tasks are called.
  ///   - descriptor: The open file to write to; 2, the default, is the standard error.
  ///   - clearsAtEnd: Whether the line disappears when the call has ended.
  ///   - verbosity: How many lines there are where there is no terminal, as for ``ProgressLines``.
  public convenience init(
    _ label: String = "", unit: String = "tasks", to descriptor: Int32 = 2, clearsAtEnd: Bool = false,
    verbosity: Int = 10
  ) {
    self.init(
      label, unit: unit, to: Screen(descriptor: descriptor), clearsAtEnd: clearsAtEnd, verbosity: verbosity)
  }

  init(_ label: String, unit: String, to screen: Screen, clearsAtEnd: Bool, verbosity: Int) {
    self.label = label
    self.unit = unit
    self.screen = screen
    self.clearsAtEnd = clearsAtEnd
    lines = ProgressLines(
      verbosity: verbosity, prefix: label.isEmpty ? nil : "[\(label)]: ", write: { screen.write($0 + "\n") })
  }

  /// Shows a report; give this method to a call as its `progress`.
  ///
  /// - Parameter progress: The report.
  public func show(_ progress: ParallelProgress) {
    show(progress, as: label)
  }

  /// Shows a report of work that has a label of its own.
  ///
  /// - Parameters:
  ///   - progress: The report.
  ///   - label: What the work is, on a terminal.
  public func show(_ progress: ParallelProgress, as label: String) {
    guard screen.isTerminal else {
      lines.show(progress)
      return
    }
    state.withLock { state in
      // A time before the last one belongs to other work.
      if let drawn = state.drawn, !progress.isFinal, drawn <= progress.elapsed,
        progress.elapsed < drawn + Self.interval
      {
        return
      }
      let text = ProgressBarText(progress, label: label, unit: unit, showsUnicode: screen.showsUnicode)
        // What reaches the last column may move the cursor to the next line.
        .fitting(screen.columns() - 1)
      if progress.isFinal {
        screen.write(Self.clearing + (clearsAtEnd ? "" : text + "\n"))
        state = State()
      } else {
        screen.write(Self.clearing + text)
        state = State(text: text, drawn: progress.elapsed)
      }
    }
  }

  /// Writes a line above the bar, which other output would run into.
  ///
  /// - Parameter line: The line, without its end.
  public func write(_ line: String) {
    state.withLock { state in
      screen.write(screen.isTerminal ? "\(Self.clearing)\(line)\n\(state.text)" : "\(line)\n")
    }
  }

  /// Clears the bar, for work that ends without a last report.
  public func clear() {
    state.withLock { state in
      guard state.drawn != nil else { return }
      screen.write(Self.clearing)
      state = State()
    }
  }
}
