import Modeling

/// A value of a case file, with its place in the file.
///
/// A whole number and a number with a fraction part are told apart as Python tells them apart: `1` is a count,
/// `1.0` a fraction.
struct JSONNode: Sendable {
  enum Value: Sendable {
    case null
    case flag(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case list([JSONNode])
    case object([String: JSONNode])
  }

  let value: Value

  /// Where in the file it stands, such as `recipe.layers[0]`; empty for the whole file.
  let path: String

  func error(_ what: String) -> CaseError { CaseError("\(path.isEmpty ? "the file" : path) \(what)") }

  var isNull: Bool {
    if case .null = value { true } else { false }
  }

  func flag() throws -> Bool {
    guard case .flag(let flag) = value else { throw error("must be true or false") }
    return flag
  }

  func text() throws -> String {
    guard case .text(let text) = value else { throw error("must be a text") }
    return text
  }

  func integer() throws -> Int {
    guard case .integer(let integer) = value else { throw error("must be a whole number") }
    return integer
  }

  func number() throws -> Double {
    switch value {
    case .integer(let integer): return Double(integer)
    case .number(let number): return number
    default: throw error("must be a number")
    }
  }

  func elements() throws -> [JSONNode] {
    guard case .list(let elements) = value else { throw error("must be a list") }
    return elements
  }

  func numbers() throws -> [Double] { try elements().map { try $0.number() } }

  func integers() throws -> [Int] { try elements().map { try $0.integer() } }

  /// Rows of equal length.
  func matrix() throws -> Matrix<Double> {
    let rows = try elements()
    let width = try rows.first?.elements().count ?? 0
    let elements = try rows.flatMap { row in
      let numbers = try row.numbers()
      guard numbers.count == width else {
        throw row.error("has \(numbers.count) numbers, but the first row has \(width)")
      }
      return numbers
    }
    return Matrix(rowCount: rows.count, columnCount: width, elements: elements)
  }

  /// The members of an object whose keys are data.
  func members() throws -> [String: JSONNode] {
    guard case .object(let members) = value else { throw error("must be an object") }
    return members
  }

  /// An object whose keys are known.
  ///
  /// - Throws: `CaseError` naming a key that is not known: what nobody reads, nobody compares.
  func object(keys: Set<String>) throws -> JSONObject {
    let members = try members()
    if let unknown = members.keys.filter({ !keys.contains($0) }).min() {
      throw error("has the key “\(unknown)”, which this driver does not know")
    }
    return JSONObject(members: members, node: self)
  }

  /// The value as a parameter of a recipe.
  func parameterValue() throws -> ParameterValue {
    switch value {
    case .flag(let flag): .flag(flag)
    case .integer(let integer): .integer(integer)
    case .number(let number): .number(number)
    case .text(let text): .text(text)
    case .list(let elements): .list(try elements.map { try $0.parameterValue() })
    case .null, .object: throw error("must be a value that a parameter can have")
    }
  }
}

/// The members of an object whose keys have been checked.
struct JSONObject: Sendable {
  fileprivate let members: [String: JSONNode]
  fileprivate let node: JSONNode

  /// A member that must be there.
  func required(_ key: String) throws -> JSONNode {
    guard let member = members[key] else { throw node.error("lacks the key “\(key)”") }
    return member
  }

  /// A member, or nil where it is missing or null.
  func optional(_ key: String) -> JSONNode? {
    members[key].flatMap { $0.isNull ? nil : $0 }
  }
}

/// Something about a case file is not as this driver expects it.
struct CaseError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
