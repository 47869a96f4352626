import MemoryMapping
import SystemPackage
import Yams

extension JSONNode {
  /// Reads a file.
  ///
  /// It is read as YAML, of which JSON is a part: a YAML parser gives numbers as they were spelled, whereas
  /// Foundation's decoder reads `1.0` as a whole number.
  ///
  /// - Throws: `FileError` if it cannot be read; `CaseError` with the place if it is malformed.
  init(contentsOf path: FilePath) throws {
    let file = try MappedFile(path)
    let text = withExtendedLifetime(file) { String(decoding: file.bytes, as: UTF8.self) }
    try self.init(parsing: text)
  }

  /// Reads a text.
  ///
  /// - Throws: `CaseError` with the place if it is malformed.
  init(parsing text: String) throws {
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch {
      throw CaseError("it is not JSON: \(error)")
    }
    guard let root else { throw CaseError("it is empty") }
    try self.init(root, path: "")
  }

  private init(_ node: Node, path: String) throws {
    self.path = path
    switch node {
    case .scalar(let scalar):
      value = scalar.style == .plain ? Self.plainValue(scalar.string) : .text(scalar.string)
    case .sequence(let elements):
      value = .list(
        try elements.enumerated().map { try JSONNode($1, path: "\(path)[\($0)]") })
    case .mapping(let members):
      value = .object(
        try Dictionary(
          members.map { key, member in
            let name = key.scalar?.string ?? ""
            return (name, try JSONNode(member, path: path.isEmpty ? name : "\(path).\(name)"))
          },
          uniquingKeysWith: { _, last in
            throw CaseError("\(last.path) is there twice")
          }))
    case .alias:
      throw CaseError("\(path) is an alias, which JSON does not have")
    }
  }

  /// A scalar without quotes.
  ///
  /// Python writes NaN and infinities too.
  private static func plainValue(_ text: String) -> Value {
    switch text {
    case "null": .null
    case "true": .flag(true)
    case "false": .flag(false)
    default: Int(text).map(Value.integer) ?? Double(text).map(Value.number) ?? .text(text)
    }
  }
}
