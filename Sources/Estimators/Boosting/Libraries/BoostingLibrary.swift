/// One of the libraries of boosted trees, which are looked for when they are first needed.
///
/// ```swift
/// if BoostingLibrary.lightGBM.isAvailable { … }
/// ```
public struct BoostingLibrary: Hashable, Sendable, CustomStringConvertible {
  enum Kind: String, Codable, Sendable {
    case lightGBM = "LightGBM"
    case xgBoost = "XGBoost"
  }

  let kind: Kind

  /// LightGBM (Microsoft): trees that grow leaf by leaf.
  public static let lightGBM = BoostingLibrary(kind: .lightGBM)

  /// XGBoost (DMLC): trees that grow level by level.
  public static let xgBoost = BoostingLibrary(kind: .xgBoost)

  /// All of them.
  public static let all: [BoostingLibrary] = [.lightGBM, .xgBoost]

  /// Whether the library was found.
  public var isAvailable: Bool { (try? requireAvailable()) != nil }

  /// Looks for the library, unless that was done before.
  ///
  /// - Throws: `ModelingError` with what was tried and how to install it.
  public func requireAvailable() throws {
    switch kind {
    case .lightGBM: _ = try LightGBMLibrary.opened()
    case .xgBoost: _ = try XGBoostLibrary.opened()
    }
  }

  /// The name of the library.
  public var name: String { kind.rawValue }

  /// The name of the library, with its version where it tells, or that it was not found.
  public var description: String {
    switch kind {
    case .xgBoost: (try? XGBoostLibrary.opened()).map { "\(name) \($0.version)" } ?? "\(name) (not found)"
    case .lightGBM: isAvailable ? name : "\(name) (not found)"
    }
  }

  /// Reads a model from the library's own text.
  func booster(from text: String) throws -> any Booster {
    switch kind {
    case .lightGBM: try LightGBMBooster(text: text)
    case .xgBoost: try XGBoostBooster(text: text)
    }
  }
}

/// A trained model of one of the libraries, from which several threads may predict at once.
protocol Booster: AnyObject, Sendable {
  /// The number of feature columns.
  var featureCount: Int { get }

  /// Predicts rows, and writes a fixed number of values for each.
  ///
  /// - Parameters:
  ///   - block: The rows.
  ///   - outputCount: How many values a row is expected to have.
  ///   - target: Gets `block.rowCount` × `outputCount` numbers, row-major.
  /// - Throws: `ModelingError` if the library fails, or if its model gives another number of values.
  func predict(
    _ block: RowBlock<Double>, outputCount: Int, into target: UnsafeMutableBufferPointer<Double>) throws
}

extension ModelingError {
  static func library(_ name: String, _ message: String) -> ModelingError {
    ModelingError(
      .libraryFailure, "\(name) says: \(message.split(whereSeparator: \.isNewline).first ?? "nothing")")
  }

  static func unexpectedWidth(_ name: String, _ found: Int, rows: Int, expected: Int) -> ModelingError {
    ModelingError(
      .libraryFailure,
      "\(name) predicted \(found) numbers for \(rows.counted("row")), where \(expected) were expected for each; "
        + "leave “objective” to a loss of one output")
  }
}
