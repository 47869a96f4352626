/// What was given as a sparse matrix is none.
///
/// Its description is one sentence that names the row, or the list, to blame.
public struct SparseMatrixError: Error, Hashable, CustomStringConvertible {
  /// What is wrong.
  public var message: String

  /// Creates an error.
  public init(message: String) { self.message = message }

  /// The sentence.
  public var description: String { message }
}
