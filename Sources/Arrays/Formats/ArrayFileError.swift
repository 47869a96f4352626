public import SystemPackage

/// A file of numbers does not hold what its format promises, or holds what a matrix cannot.
///
/// Its description is one sentence that names the file and the place in it. A file that cannot be opened or
/// written at all is a `FileError` instead.
public struct ArrayFileError: Error, Hashable, CustomStringConvertible {
  /// The kind of a problem, for callers that treat some of them differently.
  public struct Code: Hashable, Sendable {
    private enum Value {
      case malformed, unsupported, missingValue, notANumber, notRepresentable, notMappable
    }

    private let value: Value

    /// The file breaks the rules of its format.
    public static let malformed = Code(value: .malformed)

    /// The file is sound, but what it holds is no table of numbers.
    public static let unsupported = Code(value: .unsupported)

    /// A place that should hold a number is empty, or has a word for a missing value.
    public static let missingValue = Code(value: .missingValue)

    /// A place that should hold a number holds another text.
    public static let notANumber = Code(value: .notANumber)

    /// A number has no counterpart in the precision that was asked for.
    public static let notRepresentable = Code(value: .notRepresentable)

    /// The numbers can be read, but not used in place.
    public static let notMappable = Code(value: .notMappable)
  }

  /// Where in a file a problem is.
  public struct Place: Hashable, Sendable, CustomStringConvertible {
    /// The line of a text file, counted from one.
    public var line: Int?

    /// The cell of that line, counted from one.
    public var column: Int?

    /// The name of that column, if the file gives it one.
    public var columnName: String?

    /// The subscripts of an array's element, counted from zero.
    public var subscripts: [Int]?

    /// The byte of a binary file, counted from zero.
    public var byteOffset: Int?

    /// Creates a place from what is known of it.
    public init(
      line: Int? = nil, column: Int? = nil, columnName: String? = nil, subscripts: [Int]? = nil,
      byteOffset: Int? = nil
    ) {
      self.line = line
      self.column = column
      self.columnName = columnName
      self.subscripts = subscripts
      self.byteOffset = byteOffset
    }

    /// The place in words: "line 3, column 2 (“age”)", "element [3, 1]" or "byte 10".
    public var description: String {
      var parts: [String] = []
      if let line { parts.append("line \(line)") }
      if let column { parts.append("column \(column)" + (columnName.map { " (“\($0)”)" } ?? "")) }
      if let subscripts { parts.append("element \(subscripts)") }
      if let byteOffset { parts.append("byte \(byteOffset)") }
      return parts.joined(separator: ", ")
    }
  }

  /// The file to blame.
  public var path: FilePath

  /// The kind of the problem.
  public var code: Code

  /// Where in the file it is, when it is at one place.
  public var place: Place?

  /// What is wrong and, where it helps, what to do, without the file and the place.
  public var message: String

  /// Creates an error.
  public init(path: FilePath, code: Code, place: Place? = nil, message: String) {
    self.path = path
    self.code = code
    self.place = place
    self.message = message
  }

  /// The sentence: the file, the place and the problem.
  public var description: String {
    "“\(path)”" + (place.map { ", \($0)" } ?? "") + ": " + message
  }
}
