/// A closure that changes features, to try something without a type of its own.
///
/// ```swift
/// Preprocessing(FeatureClosure("logarithms") { features in
///   Features(Matrix(column: features.columns([0]).matrix().elements.map { log($0 + 1) }))
/// }) {
///   RidgeRegression()
/// }
/// ```
///
/// It learns nothing: the rows of a training set and rows to be predicted are changed in the same way, each by itself and
/// in blocks, so that a row must not depend on the others that are there.
///
/// A closure cannot be written down. A fit on processes or in forked children and one with a checkpoint refuse it before
/// they start, and a model that holds it cannot be stored. Nor can a recipe file name it. What has proved itself becomes
/// a type that conforms to `Preprocessor`.
public struct FeatureClosure: Preprocessor, ProcessBound {
  /// The name in errors.
  public static let typeName = "closure"
  /// One line for lists of preprocessing steps.
  public static let summary = "a closure, for experiments"
  /// There are none.
  public static let parameters: [Parameter<FeatureClosure>] = []

  /// What the closure is called in errors.
  public let name: String

  private let body: ClosureBody

  /// Creates a step that changes nothing.
  public init() { self.init("unchanged") { $0 } }

  /// Creates a step from a closure.
  ///
  /// - Parameters:
  ///   - name: What it is called in errors.
  ///   - body: Gets features and returns those that take their place: as many rows, and as many columns for all features
  ///     that have the same. It may be called on several threads at once.
  public init(_ name: String, _ body: @escaping @Sendable (Features) throws -> Features) {
    self.name = name
    self.body = ClosureBody(body)
  }

  /// Needs nothing of the data set but the number of its columns.
  public func fitted(to data: Dataset, in context: FittingContext) throws -> Fitted {
    Fitted(name: name, body: body, columnCount: data.features.columnCount)
  }

  /// What the closure is called, and what to write in its place.
  public var boundBecause: String { ClosureBody.reason(name) }

  /// The closure, for features of a known width.
  public struct Fitted: FittedPreprocessor {
    /// The name in errors.
    public static let typeName = "fitted-closure"

    private let name: String
    private let body: ClosureBody
    private let columnCount: Int

    fileprivate init(name: String, body: ClosureBody, columnCount: Int) {
      self.name = name
      self.body = body
      self.columnCount = columnCount
    }

    /// What the closure returns.
    ///
    /// - Throws: `ModelingError` if the features have another number of columns, or if there are more or fewer rows than
    ///   before; what the closure throws.
    public func applied(to features: Features) throws -> Features {
      guard features.columnCount == columnCount else {
        throw ModelingError(
          .mismatchedShapes,
          "the closure “\(name)” was fitted to \(columnCount.counted("column")) and was given features of "
            + features.columnCount.counted("column"))
      }
      let result = try body.call(features)
      guard result.rowCount == features.rowCount else {
        throw ModelingError(
          .mismatchedShapes,
          "the closure “\(name)” made \(result.rowCount.counted("row")) of \(features.rowCount); it must keep them"
        )
      }
      return result
    }

    /// Fails: a closure is never stored.
    public init(from decoder: any Decoder) throws { throw ClosureBody.unreadable(decoder) }

    /// Fails: a closure cannot be written down.
    public func encode(to encoder: any Encoder) throws { throw ClosureBody.unwritable(name) }
  }
}

extension FeatureClosure: Codable, Hashable {
  /// Fails: a closure is never stored.
  public init(from decoder: any Decoder) throws { throw ClosureBody.unreadable(decoder) }

  /// Fails: a closure cannot be written down.
  public func encode(to encoder: any Encoder) throws { throw ClosureBody.unwritable(name) }
}

/// A closure that is the same as itself and no other.
private final class ClosureBody: Hashable, Sendable {
  let call: @Sendable (Features) throws -> Features

  init(_ call: @escaping @Sendable (Features) throws -> Features) { self.call = call }

  static func == (left: ClosureBody, right: ClosureBody) -> Bool { left === right }

  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }

  static func reason(_ name: String) -> String {
    "“\(name)” is a closure, which cannot be written down; write a type that conforms to Preprocessor in its place"
  }

  static func unwritable(_ name: String) -> ModelingError { ModelingError(.invalidEnsemble, reason(name)) }

  static func unreadable(_ decoder: any Decoder) -> DecodingError {
    DecodingError.dataCorrupted(
      .init(
        codingPath: decoder.codingPath, debugDescription: "a closure cannot be stored, and so not be read"))
  }
}
