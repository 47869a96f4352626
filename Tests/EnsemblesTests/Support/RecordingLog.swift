import Logging
import Synchronization

/// Keeps what a logger is told.
final class RecordingLog: Sendable {
  private let lines = Mutex<[String]>([])

  /// The messages of a level and above, each behind its level.
  var messages: [String] { lines.withLock { $0 } }

  /// A logger that is heard here.
  var logger: Logger {
    Logger(label: "test") { _ in Handler(log: self) }
  }

  private struct Handler: LogHandler {
    let log: RecordingLog
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.info

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      log.lines.withLock { $0.append("\(event.level): \(event.message)") }
    }
  }
}
