internal import Parallelism

/// What the bridge says.
enum BridgeReply {
  private enum Kind: UInt8 {
    case ready = 1, capacity, answer, lost, failed, shared, fatal
  }

  /// The cluster is there.
  case ready(Welcome)
  /// It has more threads now, or less.
  case capacity(threads: Int)
  /// This came of a batch.
  case ended(number: UInt32, BatchEnd)
  /// The bridge has what was shared.
  case shared(name: String)
  /// The bridge does nothing more.
  case fatal(DaskError)

  struct Welcome {
    var threads: Int
    /// Empty if there is no dashboard.
    var dashboard: String
    var versions: String
  }

  /// The size of what follows, the kind, the number of a batch.
  static let headerSize = 13

  /// - Parameters:
  ///   - header: The first bytes of a frame.
  ///   - body: The others.
  /// - Throws: `Malformed` if they are no frame of a bridge.
  init(header: [UInt8], body: [UInt8]) throws(FrameReader.Malformed) {
    var head = FrameReader(header[8...])
    guard let kind = Kind(rawValue: try head.number()) else { throw FrameReader.Malformed() }
    let number = try head.number(UInt32.self)
    var reader = FrameReader(body[...])
    switch kind {
    case .ready:
      _ = try reader.number(UInt32.self)
      let threads = Int(try reader.number(UInt32.self))
      self = .ready(
        Welcome(threads: threads, dashboard: try reader.text(), versions: try reader.text()))
    case .capacity:
      _ = try reader.number(UInt32.self)
      self = .capacity(threads: Int(try reader.number(UInt32.self)))
    case .answer: self = .ended(number: number, try BatchEnd(answer: &reader))
    case .lost: self = .ended(number: number, .lost(try reader.text()))
    case .failed: self = .ended(number: number, .failed(try reader.text()))
    case .shared: self = .shared(name: try reader.text())
    case .fatal:
      let code = try reader.number(UInt8.self)
      let reason = try reader.text()
      let meaning: DaskError.Code =
        switch code {
        case 1: .unreachable
        case 2: .pythonMissing
        default: .connectionLost
        }
      self = .fatal(DaskError(meaning, reason))
    }
  }

  /// How many bytes follow a header.
  static func bodySize(_ header: [UInt8]) -> Int? {
    var reader = FrameReader(header[...])
    return (try? reader.number(UInt64.self)).flatMap { Int(exactly: $0) }
  }
}

/// What came of a batch that was sent to the cluster.
enum BatchEnd: Sendable {
  /// A worker has answered, after that time.
  case done(reply: [UInt8], took: Duration)
  /// The process died that was at the job of that place, or at none.
  case died(job: Int?, WorkerDeath)
  /// The job took too long and was ended.
  case exceeded(job: Int)
  /// Nobody wanted it any more.
  case cancelled
  /// A worker cannot run the program.
  case refused(String)
  /// The workers that had it are gone, or the result is.
  case lost(String)
  /// The cluster does not do such tasks.
  case failed(String)

  private enum Status: UInt8 {
    case done, died, exceeded, cancelled, refused
  }

  /// Reads what worker.py has answered.
  init(answer reader: inout FrameReader) throws(FrameReader.Malformed) {
    guard let status = Status(rawValue: try reader.number()) else { throw FrameReader.Malformed() }
    let took = Duration.nanoseconds(Int64(clamping: try reader.number(UInt64.self)))
    switch status {
    case .done: self = .done(reply: reader.remainder, took: took)
    case .died:
      let job = Int(try reader.number(Int32.self))
      let signal = Int(try reader.number(Int32.self))
      let code = Int(try reader.number(Int32.self))
      let process = Int(try reader.number(UInt32.self))
      let host = try reader.text()
      let lines = try reader.text().split(separator: "\n").map(String.init)
      self = .died(
        job: job < 0 ? nil : job,
        WorkerDeath(
          processID: process, host: host, signal: signal > 0 ? signal : nil, exitCode: code < 0 ? nil : code,
          lastLines: lines))
    case .exceeded: self = .exceeded(job: Int(try reader.number(Int32.self)))
    case .cancelled: self = .cancelled
    case .refused: self = .refused(try reader.text())
    }
  }
}
