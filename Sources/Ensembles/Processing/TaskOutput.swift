/// What a task of a processing session predicts.
public struct TaskOutput: Sendable {
  /// The name of the task.
  public let task: String

  /// The names of the columns: first those of the propagated ones, then those of the learners.
  public let columnNames: [String]

  /// The rows of the session's input that the rows of the features belong to.
  public let rows: RangeSet<Int>

  /// One row for each of `rows` and one column for each name, in the precision of the task.
  public let features: Features

  /// The numbers, in a precision of choice.
  public func matrix<Element: MatrixElement>(as type: Element.Type = Element.self) -> Matrix<Element> {
    Matrix(converting: features.matrix().view)
  }
}
