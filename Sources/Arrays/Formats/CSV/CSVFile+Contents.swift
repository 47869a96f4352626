extension CSVFile {
  /// What the cells of a column hold.
  public enum Contents: String, Hashable, Sendable, CaseIterable {
    /// Numbers.
    case numbers
    /// Words if the first cell holds one, and numbers otherwise; the first that holds anything, where a value may be
    /// missing.
    ///
    /// A number among words is an error, as a word among numbers is.
    case numbersOrWords
    /// Words, whatever they look like: `7` and `07` are two of them.
    case words
    /// Nothing that matters: cells are not looked at, and stand as zeros in the matrix.
    case ignored
  }
}

extension CSVFile {
  /// In which columns a value may be missing: its cell is empty, or holds a word for that such as `NA`.
  ///
  /// A missing value is a NaN in the matrix. A word for it is a word like others in a column of ``Contents/words``.
  public struct Missing: Hashable, Sendable {
    private let columns: Set<Int>?

    private init(columns: Set<Int>?) { self.columns = columns }

    /// In none: a missing value is an error with its line and column.
    public static let refused = Missing(columns: [])

    /// In all.
    public static let allowed = Missing(columns: nil)

    /// In some columns, counted from 0.
    public static func allowed(in columns: some Sequence<Int>) -> Missing { Missing(columns: Set(columns)) }

    func isAllowed(in column: Int) -> Bool { columns?.contains(column) ?? true }

    /// Whether there is a column in which a value may be missing.
    var isAllowedSomewhere: Bool { columns?.isEmpty != true }
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
