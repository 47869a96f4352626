/// How far a covariance is moved towards one of columns that have nothing to do with each other.
///
/// In recipe files it is `none`, `auto`, or a share such as `0.1`.
public struct Shrinkage: Hashable, Sendable {
  private enum Choice: Hashable {
    case none, automatic
    case share(Double)
  }

  private let choice: Choice

  /// Not at all.
  public static let none = Shrinkage(choice: .none)

  /// As far as makes the expected error of the covariance of the standardized columns smallest, as Ledoit and Wolf
  /// estimate it.
  public static let automatic = Shrinkage(choice: .automatic)

  /// A share of the way, at the end of which all columns have the mean of their variances.
  ///
  /// - Parameter share: From 0 to 1. With 0 it is not moved at all.
  /// - Returns: The choice, which is checked when a learner is fitted.
  public static func share(_ share: Double) -> Shrinkage {
    Shrinkage(choice: share == 0 ? .none : .share(share))
  }

  var isNone: Bool { choice == .none }

  /// A share of the way, of the columns as they are or once standardized.
  enum Share {
    case plain(Double)
    case standardized(Double)
  }

  /// The share of the way, where it does not depend on the rows.
  var fixedShare: Share? {
    switch choice {
    case .none: .plain(0)
    case .automatic: nil
    case .share(let share): .plain(share)
    }
  }
}

extension Shrinkage: Codable {
  /// The choice as a recipe file spells it.
  var value: ParameterValue {
    switch choice {
    case .none: .text("none")
    case .automatic: .text("auto")
    case .share(let share): .number(share)
    }
  }

  /// What a recipe file means, or nil if it is no such choice.
  init?(_ value: ParameterValue) {
    switch value {
    case .text("none"): self = .none
    case .text("auto"): self = .automatic
    case .number(let share) where share >= 0 && share <= 1: self = .share(share)
    case .integer(let share) where share == 0 || share == 1: self = .share(Double(share))
    default: return nil
    }
  }

  /// Reads the word or the share.
  public init(from decoder: any Decoder) throws {
    let value = try ParameterValue(from: decoder)
    guard let choice = Shrinkage(value) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "“\(value)” is no shrinkage"))
    }
    self = choice
  }

  /// Writes the word or the share.
  public func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
}

extension Parameter {
  /// A shrinkage, by its word or its share.
  static func shrinkage(_ path: any WritableKeyPath<Root, Shrinkage> & Sendable) -> Parameter {
    Parameter(
      "shrinkage", domain: "“none”, “auto” or a number from 0 to 1",
      "how far covariances are moved towards a multiple of the unit matrix", get: { $0[keyPath: path].value },
      set: { $0[keyPath: path] = $1 }, convert: { Shrinkage($0) })
  }
}
