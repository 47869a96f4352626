/// One parameter of a recipe: its name, what it means, and which values it may have.
///
/// ```swift
/// static let parameters: [Parameter<RidgeRegression>] = [
///   .number("penalty", \.penalty, .atLeast(0), "weight of the squared coefficients")
/// ]
/// ```
public struct Parameter<Root>: Sendable {
  /// The name, as in Swift and in recipe files.
  public let name: String

  /// One line that says what it means.
  public let summary: String

  /// The kind and range of its values, in words.
  public let domain: String

  private let get: @Sendable (Root) -> ParameterValue
  private let assign: @Sendable (inout Root, ParameterValue) -> Bool
  private let contains: @Sendable (ParameterValue) -> Bool

  /// Creates a parameter of a kind of its own.
  ///
  /// - Parameters:
  ///   - name: The name, as in Swift and in recipe files.
  ///   - domain: The kind and range of its values, in words that complete “must be …”.
  ///   - summary: One line that says what it means.
  ///   - get: The value that a recipe has, as a recipe file would spell it.
  ///   - set: Sets a converted value.
  ///   - convert: The value that a recipe file means, or nil if it is none of the domain.
  public init<Value>(
    _ name: String, domain: String, _ summary: String,
    get: @escaping @Sendable (Root) -> ParameterValue,
    set: @escaping @Sendable (inout Root, Value) -> Void,
    convert: @escaping @Sendable (ParameterValue) -> Value?
  ) {
    self.name = name
    self.summary = summary
    self.domain = domain
    self.get = get
    contains = { convert($0) != nil }
    assign = { root, value in
      guard let converted = convert(value) else { return false }
      set(&root, converted)
      return true
    }
  }

  /// The value that a recipe has.
  public func value(of root: Root) -> ParameterValue { get(root) }

  func validate(_ value: ParameterValue, in typeName: String) throws {
    guard contains(value) else {
      throw outside(value, of: typeName)
    }
  }

  private func outside(_ value: ParameterValue, of typeName: String) -> ModelingError {
    let found = if case .text(let text) = value { "the text “\(text)”" } else { "\(value)" }
    return ModelingError(
      .invalidParameter, "“\(name)” of “\(typeName)” must be \(domain), but is \(found)")
  }

  func set(_ value: ParameterValue, in root: inout Root, of typeName: String) throws {
    guard assign(&root, value) else {
      throw outside(value, of: typeName)
    }
  }
}

extension Parameter {
  /// A parameter that is any finite number within a range.
  public static func number(
    _ name: String, _ path: any WritableKeyPath<Root, Double> & Sendable,
    _ range: ParameterRange<Double>, _ summary: String
  ) -> Parameter {
    Parameter(
      name, domain: "a number \(range)", summary, get: { .number($0[keyPath: path]) },
      set: { $0[keyPath: path] = $1 },
      convert: { (value) -> Double? in
        let number: Double
        switch value {
        case .number(let value): number = value
        case .integer(let value): number = Double(value)
        default: return nil
        }
        return number.isFinite && range.contains(number) ? number : nil
      })
  }

  /// A parameter that is a whole number within a range.
  public static func integer(
    _ name: String, _ path: any WritableKeyPath<Root, Int> & Sendable,
    _ range: ParameterRange<Int>, _ summary: String
  ) -> Parameter {
    Parameter(
      name, domain: "a whole number \(range)", summary, get: { .integer($0[keyPath: path]) },
      set: { $0[keyPath: path] = $1 },
      convert: { (value) -> Int? in
        guard case .integer(let number) = value, range.contains(number) else { return nil }
        return number
      })
  }

  /// A parameter that is true or false.
  public static func flag(
    _ name: String, _ path: any WritableKeyPath<Root, Bool> & Sendable, _ summary: String
  ) -> Parameter {
    Parameter(
      name, domain: "true or false", summary, get: { .flag($0[keyPath: path]) },
      set: { $0[keyPath: path] = $1 },
      convert: { (value) -> Bool? in
        guard case .flag(let flag) = value else { return nil }
        return flag
      })
  }

  /// A parameter that is a list of column numbers, counted from 0.
  public static func columns(
    _ name: String, _ path: any WritableKeyPath<Root, [Int]> & Sendable, _ summary: String
  ) -> Parameter {
    Parameter(
      name, domain: "a list of column numbers, counted from 0", summary,
      get: { .list($0[keyPath: path].map { .integer($0) }) },
      set: { $0[keyPath: path] = $1 },
      convert: { (value) -> [Int]? in
        guard case .list(let values) = value else { return nil }
        var columns: [Int] = []
        for value in values {
          guard case .integer(let column) = value, column >= 0 else { return nil }
          columns.append(column)
        }
        return columns
      })
  }
}

/// The values that a parameter may have.
public struct ParameterRange<Bound: Comparable & Sendable>: Sendable, CustomStringConvertible {
  /// The range in words, such as “of at least 0”.
  public let description: String

  private let test: @Sendable (Bound) -> Bool

  /// Whether a value is in the range.
  public func contains(_ value: Bound) -> Bool { test(value) }

  /// All values from a bound upwards, the bound included.
  public static func atLeast(_ bound: Bound) -> ParameterRange {
    ParameterRange(description: "of at least \(spelled(bound))") { $0 >= bound }
  }

  /// All values above a bound, the bound excluded.
  public static func above(_ bound: Bound) -> ParameterRange {
    ParameterRange(description: "above \(spelled(bound))") { $0 > bound }
  }

  /// All values from one bound to another, both included.
  public static func within(_ range: ClosedRange<Bound>) -> ParameterRange {
    ParameterRange(description: "from \(spelled(range.lowerBound)) to \(spelled(range.upperBound))") {
      range.contains($0)
    }
  }

  /// A bound as a recipe file would spell it.
  private static func spelled(_ bound: Bound) -> String {
    (bound as? Double).flatMap(Int.init(exactly:)).map(String.init) ?? "\(bound)"
  }

  private init(description: String, test: @escaping @Sendable (Bound) -> Bool) {
    self.description = description
    self.test = test
  }
}
