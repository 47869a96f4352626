import Modeling
import SystemPackage
import Yams

/// A value in a recipe file that knows its place there.
struct RecipeNode {
  private let node: Node
  private let path: FilePath

  init(_ node: Node, of path: FilePath) {
    self.node = node
    self.path = path
  }

  /// An error at the place of this value.
  func error(_ message: String) -> RecipeError {
    RecipeError(
      path: path, place: node.mark.map { RecipeError.Place($0) }, message: message)
  }

  /// Runs what throws a `ModelingError`, and gives such an error the place of this value.
  func locating<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as ModelingError {
      throw self.error(error.message)
    }
  }

  /// What this value is, as a clause for errors.
  var kind: String {
    switch node {
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .scalar(let scalar): isNull ? "nothing" : "“\(scalar.string)”"
    case .alias: "an alias"
    }
  }

  // MARK: - Lists and mappings

  /// The elements of a list, or nil if this is none.
  var elements: [RecipeNode]? { node.sequence?.map { RecipeNode($0, of: path) } }

  /// The elements of a list, or this value alone.
  var oneOrMany: [RecipeNode] { elements ?? [self] }

  /// The entries of a mapping in their order, or nil if this is none.
  ///
  /// - Throws: `RecipeError` if a key is no word.
  func entries() throws -> [Entry]? {
    try node.mapping?.map { key, value in
      let key = RecipeNode(key, of: path)
      return Entry(name: try key.word("a key"), key: key, value: RecipeNode(value, of: path))
    }
  }

  struct Entry {
    var name: String
    var key: RecipeNode
    var value: RecipeNode
  }

  // MARK: - Single values

  /// Whether there is nothing where a value could be.
  var isNull: Bool {
    guard let scalar = node.scalar, scalar.style == .plain else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }

  /// The text of a word or a number.
  ///
  /// - Throws: `RecipeError` if this is a list, a mapping or nothing.
  func word(_ what: String) throws -> String {
    guard let scalar = try untagged(), !isNull, !scalar.string.isEmpty else {
      throw error("\(what) must be a word, but is \(kind)")
    }
    return scalar.string
  }

  /// What this means as the value of a parameter.
  ///
  /// Unquoted text that reads as a number or as true or false is one, by the core schema of YAML 1.2, which agrees
  /// with JSON. Text in quotes is text.
  ///
  /// - Throws: `RecipeError` if this is a mapping, nothing, or a list of anything but single values.
  func parameterValue(of name: String) throws -> ParameterValue {
    if let elements {
      return .list(
        try elements.map { element in
          guard element.elements == nil else { throw element.error("“\(name)” has a list within a list") }
          return try element.parameterValue(of: name)
        })
    }
    guard let scalar = try untagged() else { throw error("“\(name)” must be a value, but is \(kind)") }
    guard !isNull else { throw error("“\(name)” has no value") }
    return scalar.style == .plain ? ParameterValue(plain: scalar.string) : .text(scalar.string)
  }

  private func untagged() throws -> Node.Scalar? {
    guard let scalar = node.scalar else { return nil }
    guard [Tag.Name.implicit, .nonSpecific, .str].map(\.rawValue).contains(scalar.tag.rawValue) else {
      throw error("a recipe needs no tags such as “\(scalar.tag.rawValue)”; remove it")
    }
    return scalar
  }
}

extension ParameterValue {
  /// What unquoted text means.
  init(plain text: String) {
    let isNumeral = text.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
    switch text {
    case "true", "True", "TRUE": self = .flag(true)
    case "false", "False", "FALSE": self = .flag(false)
    case ".inf", ".Inf", ".INF", "+.inf": self = .number(.infinity)
    case "-.inf", "-.Inf", "-.INF": self = .number(-.infinity)
    case ".nan", ".NaN", ".NAN": self = .number(.nan)
    default:
      if let integer = Int(text) {
        self = .integer(integer)
      } else if isNumeral, let number = Double(text) {
        self = .number(number)
      } else {
        self = .text(text)
      }
    }
  }
}
