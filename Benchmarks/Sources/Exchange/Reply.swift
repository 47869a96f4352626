/// What a contestant answers to a request.
package enum Reply: Sendable, Hashable {
  /// How many nanoseconds one operation of the workload took: a task, or a call.
  case measured(nanoseconds: Double)
  /// The contestant has no such workload.
  case absent(reason: String)
  case failed(reason: String)

  package init(line: String) throws(ExchangeError) {
    let words = line.split(separator: " ", maxSplits: 1).map(String.init)
    switch words.first {
    case "absent": self = .absent(reason: words.count == 2 ? words[1] : "no reason given")
    case "failed": self = .failed(reason: words.count == 2 ? words[1] : "no reason given")
    case let number?:
      guard words.count == 1, let nanoseconds = Double(number), nanoseconds.isFinite, nanoseconds > 0 else {
        throw ExchangeError("“\(line)” is no reply: expected a positive number of nanoseconds")
      }
      self = .measured(nanoseconds: nanoseconds)
    case nil: throw ExchangeError("an empty line is no reply: expected a positive number of nanoseconds")
    }
  }

  package var line: String {
    switch self {
    case .measured(let nanoseconds): "\(nanoseconds)"
    case .absent(let reason): "absent \(Self.oneLine(reason))"
    case .failed(let reason): "failed \(Self.oneLine(reason))"
    }
  }

  private static func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
