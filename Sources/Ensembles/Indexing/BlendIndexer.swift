/// Splits the rows once: the first part is learned from, the next is predicted.
///
/// Rows after both parts are not used. The next layer learns from the predicted rows alone.
public struct BlendIndexer: RowCountIndexer {
  /// The name in recipe files.
  public static let typeName = "blend"
  /// One line for lists.
  public static let summary = "the first rows are learned from, the next are predicted"
  /// The parameters.
  public static let parameters: [Parameter<BlendIndexer>] = [
    Parameter(
      "testSize", domain: RowShare.domain, "how many rows are predicted",
      get: { $0.testSize.parameterValue }, set: { $0.testSize = $1 }, convert: RowShare.init(parameter:)),
    Parameter(
      "trainSize", domain: RowShare.domain + ", or “rest”", "how many rows are learned from",
      get: { $0.trainSize?.parameterValue ?? .text("rest") }, set: { $0.trainSize = $1 },
      convert: { $0 == .text("rest") ? .some(nil) : RowShare(parameter: $0).map { .some($0) } }),
  ]

  /// How many rows are predicted.
  public var testSize: RowShare

  /// How many rows are learned from; nil for all that are not predicted.
  public var trainSize: RowShare?

  /// Creates an indexer that learns from one half and predicts the other.
  public init() { self.init(testSize: 0.5) }

  /// Creates an indexer.
  ///
  /// - Parameters:
  ///   - testSize: How many rows are predicted.
  ///   - trainSize: How many rows are learned from; nil for all that are not predicted.
  public init(testSize: RowShare, trainSize: RowShare? = nil) {
    self.testSize = testSize
    self.trainSize = trainSize
  }

  /// The split of a number of rows.
  ///
  /// - Throws: `ModelingError` if one of the parts is empty, or if both together are more than all rows.
  public func plan(rowCount: Int) throws -> CrossFittingPlan {
    try validate()
    let test = testSize.rows(of: rowCount)
    let train = trainSize?.rows(of: rowCount) ?? max(0, rowCount - test)
    let parts = "of \(rowCount.counted("row")) a blend would learn from \(train) and predict \(test)"
    guard train > 0, test > 0 else {
      throw ModelingError(.tooFewRows, parts + ", but it needs at least one row for each")
    }
    guard test <= rowCount - train else {
      throw ModelingError(.tooFewRows, parts + ", which are more than there are; make one of them smaller")
    }
    let fold = Fold(train: RangeSet(0..<train), test: RangeSet(train..<train + test))
    return CrossFittingPlan(rowCount: rowCount, partitions: [RangeSet(0..<rowCount)], folds: [fold])
  }
}

/// A part of the rows: a fraction of them (`0.3`), rounded down, or a number (`50`).
public struct RowShare: Codable, Hashable, Sendable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  private enum Amount: Codable, Hashable {
    case fraction(Double)
    case count(Int)
  }

  private let amount: Amount

  private init(_ amount: Amount) { self.amount = amount }

  /// A fraction of the rows, from 0 to 1.
  public static func fraction(_ fraction: Double) -> RowShare { RowShare(.fraction(fraction)) }

  /// A number of rows, 0 or more.
  public static func count(_ count: Int) -> RowShare { RowShare(.count(count)) }

  /// Creates a fraction of the rows.
  public init(floatLiteral value: Double) { self = .fraction(value) }

  /// Creates a number of rows.
  public init(integerLiteral value: Int) { self = .count(value) }

  func rows(of rowCount: Int) -> Int {
    switch amount {
    case .fraction(let fraction): Int(fraction * Double(rowCount))
    case .count(let count): count
    }
  }

  static let domain = "a fraction of the rows from 0 to 1, or a whole number of rows"

  var parameterValue: ParameterValue {
    switch amount {
    case .fraction(let fraction): .number(fraction)
    case .count(let count): .integer(count)
    }
  }

  init?(parameter: ParameterValue) {
    switch parameter {
    case .number(let fraction) where (0...1).contains(fraction): self = .fraction(fraction)
    case .integer(let count) where count >= 0: self = .count(count)
    default: return nil
    }
  }
}
