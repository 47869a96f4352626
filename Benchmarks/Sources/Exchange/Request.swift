/// What a contestant is asked to measure once: a workload and the numbers that it takes.
///
/// As a line it is `workload key=value key=value`.
package struct Request: Sendable, Hashable {
  package var workload: String
  package var parameters: [String: Int]

  package init(_ workload: String, _ parameters: [String: Int] = [:]) {
    self.workload = workload
    self.parameters = parameters
  }

  package init(line: String) throws(ExchangeError) {
    var words = line.split(whereSeparator: \.isWhitespace)
    guard !words.isEmpty else { throw ExchangeError("an empty line is no request: begin it with a workload") }
    workload = String(words.removeFirst())
    parameters = [:]
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, let value = Int(parts[1]) else {
        throw ExchangeError("“\(word)” is no parameter of “\(workload)”: write name=integer")
      }
      guard parameters.updateValue(value, forKey: String(parts[0])) == nil else {
        throw ExchangeError("“\(workload)” is given \(parts[0]) twice")
      }
    }
  }

  package var line: String {
    ([workload] + parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }).joined(
      separator: " ")
  }

  package subscript(name: String) -> Int {
    get throws(ExchangeError) {
      guard let value = parameters[name] else {
        throw ExchangeError("the workload “\(workload)” needs the parameter \(name)")
      }
      return value
    }
  }
}
