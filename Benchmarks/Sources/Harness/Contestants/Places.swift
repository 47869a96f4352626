import Foundation

/// Where the programs of contestants are.
struct Places: Sendable {
  /// The folder of this program.
  var products: URL
  /// What `Benchmarks/setup` made.
  var peers: URL
  /// The sources of the peers.
  var scripts: URL

  init(products: URL, repository: URL) {
    self.products = products
    peers = repository.appending(path: ".deps/benchmarks")
    scripts = repository.appending(path: "Benchmarks/Peers/python")
  }

  /// A command line that starts a contestant.
  ///
  /// - Throws: `AbsentContestant` with the reason if its program is not there.
  func command(of contestant: Contestant) throws(AbsentContestant) -> [String] {
    let words: [String]
    switch contestant.program {
    case .built(let name):
      words = [products.appending(path: name).path]
      guard isThere(words[0]) else { throw AbsentContestant(reason: "not built yet") }
    case .compiled(let name):
      words = [peers.appending(path: "bin/\(name)").path]
      guard isThere(words[0]) else { throw absence(of: name) }
    case .script(let name, let package, let python):
      words = [peers.appending(path: "\(python)/bin/python").path, scripts.appending(path: name).path]
      guard words.allSatisfy(isThere) else { throw absence(of: package) }
    }
    return words + contestant.arguments
  }

  private func isThere(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
  }

  private func absence(of name: String) -> AbsentContestant {
    let reason = try? String(contentsOf: peers.appending(path: "absent/\(name)"), encoding: .utf8)
    return AbsentContestant(
      reason: "peer absent: "
        + (reason?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "Benchmarks/setup has not set it up"))
  }
}

/// Why a contestant does not take part.
struct AbsentContestant: Error, Hashable {
  var reason: String
}
