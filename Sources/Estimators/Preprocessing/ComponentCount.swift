/// How many principal components are kept.
///
/// In recipe files it is `all`, a whole number such as `10`, or a share of the variance such as `0.95`.
public struct ComponentCount: Hashable, Sendable {
  private enum Choice: Hashable {
    case all
    case count(Int)
    case share(Double)
  }

  private let choice: Choice

  /// As many as the smaller of the numbers of rows and columns.
  public static let all = ComponentCount(choice: .all)

  /// A number of components.
  ///
  /// - Parameter count: At least 1, and at most the smaller of the numbers of rows and columns.
  /// - Returns: The choice, which is checked when the components are fitted.
  public static func count(_ count: Int) -> ComponentCount { ComponentCount(choice: .count(count)) }

  /// As few as have more than a share of the variance of all columns together.
  ///
  /// - Parameter share: Above 0 and below 1.
  /// - Returns: The choice, which is checked when the components are fitted.
  public static func share(_ share: Double) -> ComponentCount { ComponentCount(choice: .share(share)) }

  /// The number of components.
  ///
  /// - Parameters:
  ///   - shares: The share of the variance that each possible component has, in descending order.
  ///   - data: What they were made of.
  /// - Returns: At least 1.
  /// - Throws: `ModelingError` if there are not as many.
  func count(among shares: [Double], of data: WeightedMoments) throws -> Int {
    switch choice {
    case .all: return shares.count
    case .count(let count):
      guard count <= shares.count else {
        throw ModelingError(
          .invalidParameter,
          "“components” of “\(PrincipalComponents.typeName)” is \(count), but "
            + "\(data.rowCount.counted("row")) of \(data.data.features.columnCount.counted("column")) have no more than "
            + "\(shares.count)")
      }
      return count
    case .share(let share):
      var sum = 0.0
      let last = shares.firstIndex { value in
        sum += value
        return sum > share
      }
      return last.map { $0 + 1 } ?? max(1, shares.count)
    }
  }
}

extension ComponentCount: Codable {
  /// The choice as a recipe file spells it.
  var value: ParameterValue {
    switch choice {
    case .all: .text("all")
    case .count(let count): .integer(count)
    case .share(let share): .number(share)
    }
  }

  /// What a recipe file means, or nil if it is no such choice.
  init?(_ value: ParameterValue) {
    switch value {
    case .text("all"): self = .all
    case .integer(let count) where count >= 1: self = .count(count)
    case .number(let share) where share > 0 && share < 1: self = .share(share)
    default: return nil
    }
  }

  /// Reads the word, the number or the share.
  public init(from decoder: any Decoder) throws {
    let value = try ParameterValue(from: decoder)
    guard let choice = ComponentCount(value) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "“\(value)” is no number of components"))
    }
    self = choice
  }

  /// Writes the word, the number or the share.
  public func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
}
