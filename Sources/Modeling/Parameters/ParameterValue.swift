/// The value of a parameter, as a recipe file can spell it.
public enum ParameterValue: Hashable, Sendable {
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
    case .number(let value): String(value)
    case .text(let value): value
    case .list(let values): "[" + values.map(\.description).joined(separator: ", ") + "]"
    }
  }
}

extension ParameterValue: Codable {
  /// Reads a value of whichever kind there is.
  ///
  /// A number without a fraction is read as a whole number.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let integer = try? container.decode(Int.self) {
      self = .integer(integer)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else {
      self = .list(try container.decode([ParameterValue].self))
    }
  }

  /// Writes the bare value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .flag(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .list(let values): try container.encode(values)
    }
  }
}
