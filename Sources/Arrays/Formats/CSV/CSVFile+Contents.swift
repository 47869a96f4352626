extension CSVFile {
  /// What the cells of a column hold.
  public enum Contents: String, Hashable, Sendable, CaseIterable {
    /// Numbers.
    case numbers
    /// Words if the first cell holds one, and numbers otherwise.
    ///
    /// A number among words is an error, as a word among numbers is.
    case numbersOrWords
    /// Words, whatever they look like: `7` and `07` are two of them.
    case words
    /// Nothing that matters: cells are not looked at, and stand as zeros in the matrix.
    case ignored
  }
}

/// The different words of one column.
struct ColumnWords {
  /// In the order of first appearance.
  private(set) var words: [String] = []
  private var places: [[UInt8]: Int] = [:]
  /// Whether the first cell has decided that this is a column of words.
  let isDetected: Bool

  init(isDetected: Bool) { self.isDetected = isDetected }

  /// The place of a word that has occurred before.
  func place(of word: [UInt8]) -> Int? { places[word] }

  /// Adds a word that has not.
  mutating func append(_ word: [UInt8], spelled text: String) -> Int {
    places[word] = words.count
    words.append(text)
    return words.count - 1
  }
}
