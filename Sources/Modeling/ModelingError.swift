/// Something about data, parameters or a model is not as it must be.
///
/// Its description is one sentence that names the culprit and, where there is one, the remedy.
public struct ModelingError: Error, Hashable, CustomStringConvertible {
  /// What kind of thing went wrong.
  ///
  /// Later versions may add kinds.
  public struct Code: Hashable, Sendable {
    private enum Kind: Hashable {
      case mismatchedShapes, notFinite, invalidParameter, invalidEnsemble, unknownName, tooFewRows
      case notConverged, unreadableModel, unsuitableTarget, missingLibrary, libraryFailure
    }

    private let kind: Kind

    /// Rows or columns do not fit together.
    public static let mismatchedShapes = Code(kind: .mismatchedShapes)
    /// A NaN or an infinity where only finite numbers are accepted.
    public static let notFinite = Code(kind: .notFinite)
    /// A parameter has a value outside its range.
    public static let invalidParameter = Code(kind: .invalidParameter)
    /// Layers, learners or names do not make an ensemble.
    public static let invalidEnsemble = Code(kind: .invalidEnsemble)
    /// No type, learner or column has that name.
    public static let unknownName = Code(kind: .unknownName)
    /// There are fewer rows than the request needs.
    public static let tooFewRows = Code(kind: .tooFewRows)
    /// An iteration ended before it was accurate enough.
    public static let notConverged = Code(kind: .notConverged)
    /// A stored model is damaged or of a format that is not known.
    public static let unreadableModel = Code(kind: .unreadableModel)
    /// A learner cannot learn from a target or from weights of that kind.
    public static let unsuitableTarget = Code(kind: .unsuitableTarget)
    /// A native library that is looked for when it is first needed was not found.
    public static let missingLibrary = Code(kind: .missingLibrary)
    /// A native library refused what it was asked for.
    public static let libraryFailure = Code(kind: .libraryFailure)
  }

  /// What kind of thing went wrong.
  public var code: Code

  /// One sentence that names the culprit.
  public var message: String

  /// Creates an error of a kind, with a sentence.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The sentence.
  public var description: String { message }
}
