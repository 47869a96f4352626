/// The value of a parameter, as a recipe file can spell it.
public enum ParameterValue: Codable, Hashable, Sendable {
  /// True or false.
  case flag(Bool)
  /// A whole number.
  case integer(Int)
  /// Any number.
  case number(Double)
  /// A word.
  case text(String)
  /// Several values.
  case list([ParameterValue])
}

extension ParameterValue: CustomStringConvertible {
  /// The value as a recipe file would spell it.
  public var description: String {
    switch self {
    case .flag(let value): String(value)
    case .integer(let value): String(value)
    case .number(let value):
      value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    case .text(let value): value
    case .list(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
    }
  }
}
