extension Int {
  /// This many of a thing in words: “1 row”, “2 rows”.
  package func counted(_ thing: String) -> String { self == 1 ? "1 \(thing)" : "\(self) \(thing)s" }
}
