/// How many columns a tree considers for each of its splits.
///
/// In recipe files it is `all`, `sqrt`, or a share of the columns such as `0.3`.
public struct FeaturesPerSplit: Hashable, Sendable {
  private enum Choice: Hashable {
    case all, squareRoot
    case fraction(Double)
  }

  private let choice: Choice

  /// All columns.
  public static let all = FeaturesPerSplit(choice: .all)

  /// As many as the square root of their number, rounded down.
  public static let squareRoot = FeaturesPerSplit(choice: .squareRoot)

  /// A share of the columns, rounded down, but at least one column.
  ///
  /// - Parameter share: Above 0, and at most 1.
  /// - Returns: The choice, which is checked when a learner is fitted.
  public static func fraction(_ share: Double) -> FeaturesPerSplit {
    FeaturesPerSplit(choice: .fraction(share))
  }

  /// The number of columns.
  func count(of columnCount: Int) -> Int {
    let count =
      switch choice {
      case .all: Double(columnCount)
      case .squareRoot: Double(columnCount).squareRoot()
      case .fraction(let share): Double(columnCount) * share
      }
    return max(1, min(columnCount, Int(count)))
  }
}

extension FeaturesPerSplit: Codable {
  /// The choice as a recipe file spells it.
  var value: ParameterValue {
    switch choice {
    case .all: .text("all")
    case .squareRoot: .text("sqrt")
    case .fraction(let share): .number(share)
    }
  }

  /// What a recipe file means, or nil if it is no such choice.
  init?(_ value: ParameterValue) {
    switch value {
    case .text("all"): self = .all
    case .text("sqrt"): self = .squareRoot
    case .number(let share) where share > 0 && share <= 1: self = .fraction(share)
    case .integer(1): self = .fraction(1)
    default: return nil
    }
  }

  /// Reads the word or the share.
  public init(from decoder: any Decoder) throws {
    let value = try ParameterValue(from: decoder)
    guard let choice = FeaturesPerSplit(value) else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath, debugDescription: "“\(value)” is no number of features per split"))
    }
    self = choice
  }

  /// Writes the word or the share.
  public func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
}
