/// The first line of a contestant: that it is ready, and which versions of what it consists of.
package struct Greeting: Sendable, Hashable {
  package var version: String

  package init(version: String) {
    self.version = version
  }

  package init(line: String) throws(ExchangeError) {
    let words = line.split(separator: " ", maxSplits: 1)
    guard words.first == "ready", words.count == 2 else {
      throw ExchangeError("“\(line)” is no greeting: a contestant begins with ready and its version")
    }
    version = String(words[1])
  }

  package var line: String { "ready \(version)" }
}
