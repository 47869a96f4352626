import Logging

@testable import Parallelism

/// What is logged, kept for a test to look at.
final class CapturedLog: Sendable {
  struct Entry: Sendable {
    var level: Logger.Level
    var message: String
    var metadata: Logger.Metadata
  }

  private let storage = Locked<[Entry]>([])
  private let level: Logger.Level

  init(level: Logger.Level = .trace) {
    self.level = level
  }

  var entries: [Entry] { storage.withLock { $0 } }

  var logger: Logger { Logger(label: "test") { _ in Handler(log: self, logLevel: level) } }

  private struct Handler: LogHandler {
    let log: CapturedLog
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let entry = Entry(level: event.level, message: "\(event.message)", metadata: event.metadata ?? [:])
      log.storage.withLock { $0.append(entry) }
    }
  }
}
