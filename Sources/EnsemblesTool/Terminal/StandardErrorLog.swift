import Logging

/// Writes what a library tells its logger as lines on the standard error, without time or level: they are few.
struct StandardErrorLog: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.info

  /// A logger that writes there.
  static var logger: Logger { Logger(label: "ensembles") { _ in StandardErrorLog() } }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) { StandardError.report(event.message.description) }
}
