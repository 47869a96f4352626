/// What a contestant answers to a request.
package enum Reply: Sendable, Hashable {
  /// What one operation of the workload took, a task or a call: nanoseconds or, where memory is measured, bytes.
  case measured(Double)
  /// The contestant has no such workload.
  case absent(reason: String)
  case failed(reason: String)

  package init(line: String) throws(ExchangeError) {
    let words = line.split(separator: " ", maxSplits: 1).map(String.init)
    switch words.first {
    case "absent": self = .absent(reason: words.count == 2 ? words[1] : "no reason given")
    case "failed": self = .failed(reason: words.count == 2 ? words[1] : "no reason given")
    case let number?:
      guard words.count == 1, let amount = Double(number), amount.isFinite, amount > 0 else {
        throw ExchangeError("“\(line)” is no reply: expected a positive number")
      }
      self = .measured(amount)
    case nil: throw ExchangeError("an empty line is no reply: expected a positive number")
    }
  }

  package var line: String {
    switch self {
    case .measured(let amount): "\(amount)"
    case .absent(let reason): "absent \(Self.oneLine(reason))"
    case .failed(let reason): "failed \(Self.oneLine(reason))"
    }
  }

  private static func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }
}
