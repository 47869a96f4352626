/// How an `.npy` file stores one number.
public struct NPYElementType: Hashable, Sendable, CustomStringConvertible {
  /// What kind of number it is.
  public enum Kind: Hashable, Sendable {
    /// An IEEE 754 binary number of 4 or 8 bytes.
    case floatingPoint
    /// An integer with a sign, of 1, 2, 4 or 8 bytes.
    case signedInteger
    /// An integer without a sign, of 1, 2, 4 or 8 bytes.
    case unsignedInteger
    /// One byte: zero is false, anything else true.
    case boolean
  }

  /// What kind of number it is.
  public let kind: Kind

  /// How many bytes it has.
  public let byteCount: Int

  /// Whether the most significant byte comes first.
  public let isBigEndian: Bool

  /// The precision of a matrix that can hold such numbers as they are, if they are floating-point numbers.
  public var precision: Precision? {
    guard kind == .floatingPoint else { return nil }
    return byteCount == 4 ? .float : .double
  }

  /// The name that NumPy gives it, such as `<f8`.
  public var description: String {
    let order = byteCount == 1 ? "|" : isBigEndian ? ">" : "<"
    let letter =
      switch kind {
      case .floatingPoint: "f"
      case .signedInteger: "i"
      case .unsignedInteger: "u"
      case .boolean: "b"
      }
    return order + letter + String(byteCount)
  }

  init(kind: Kind, byteCount: Int, isBigEndian: Bool) {
    self.kind = kind
    self.byteCount = byteCount
    self.isBigEndian = isBigEndian
  }

  /// The type whose numbers a matrix of some precision holds on this machine.
  init(_ precision: Precision) {
    self.init(
      kind: .floatingPoint, byteCount: precision == .float ? 4 : 8, isBigEndian: Self.hostIsBigEndian)
  }

  private static let hostIsBigEndian = 1.bigEndian == 1

  /// Reads the description of a type in a header.
  ///
  /// - Throws: `Unsupported`, which names a type that is no real number of a common width.
  init(describedBy description: PythonLiteral) throws(Unsupported) {
    guard case .string(let text) = description else { throw Unsupported(name: "records with several fields") }
    let scalars = text.unicodeScalars
    let hasOrder = scalars.first.map { "<>|=".unicodeScalars.contains($0) } ?? false
    let letter = scalars.dropFirst(hasOrder ? 1 : 0).first ?? " "
    let byteCount = Int(String(scalars.dropFirst(hasOrder ? 2 : 1))) ?? 0
    let isBigEndian =
      switch scalars.first {
      case "<": false
      case ">": true
      default: Self.hostIsBigEndian
      }
    let kind: Kind
    switch (letter, byteCount) {
    case ("f", 4), ("f", 8): kind = .floatingPoint
    case ("i", 1), ("i", 2), ("i", 4), ("i", 8): kind = .signedInteger
    case ("u", 1), ("u", 2), ("u", 4), ("u", 8): kind = .unsignedInteger
    case ("b", 1): kind = .boolean
    case ("f", 2): throw Unsupported(name: "half-precision numbers (\(text))")
    case ("f", 10...16): throw Unsupported(name: "extended-precision numbers (\(text))")
    case ("c", _): throw Unsupported(name: "complex numbers (\(text))")
    case ("S", _), ("a", _), ("U", _): throw Unsupported(name: "strings (\(text))")
    case ("O", _): throw Unsupported(name: "pickled Python objects (\(text)), which may run code when loaded")
    case ("M", _), ("m", _): throw Unsupported(name: "dates or durations (\(text))")
    case ("V", _): throw Unsupported(name: "raw records (\(text))")
    default: throw Unsupported(name: "elements of the unknown type “\(text)”")
    }
    self.init(kind: kind, byteCount: byteCount, isBigEndian: isBigEndian)
  }

  /// A type of element that no matrix can hold.
  struct Unsupported: Error {
    /// What the elements are, in words.
    var name: String
  }
}
