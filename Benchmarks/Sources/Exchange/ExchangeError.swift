/// A line that breaks the protocol.
package struct ExchangeError: Error, Hashable, CustomStringConvertible {
  package var description: String

  package init(_ description: String) {
    self.description = description
  }
}
