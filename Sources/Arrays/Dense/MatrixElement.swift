/// A number that a matrix can hold: `Float` or `Double`.
public protocol MatrixElement: BinaryFloatingPoint, LosslessStringConvertible, BitwiseCopyable, Codable,
  Sendable
{
  /// The precision, as a value that can be compared and stored.
  static var precision: Precision { get }
}

extension Float: MatrixElement {
  /// Single precision.
  public static var precision: Precision { .float }
}

extension Double: MatrixElement {
  /// Double precision.
  public static var precision: Precision { .double }
}

/// How many bits a number has.
public enum Precision: String, Codable, Hashable, Sendable, CaseIterable {
  /// 32 bits, about 7 significant decimal digits.
  case float = "float32"
  /// 64 bits, about 16 significant decimal digits.
  case double = "float64"
}
