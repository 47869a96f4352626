/// What a task was given, in a line that stays short however much it holds.
struct ArgumentSummary {
  private static let depth = 3
  private static let breadth = 12
  private static let length = 80

  /// The line.
  let text: String

  init(of value: Any) {
    text = Self.text(of: value, depth: Self.depth)
  }

  private static func text(of value: Any, depth: Int) -> String {
    switch value {
    case let value as String: return "\"\(shortened(value))\""
    case let value as any Numeric: return "\(value)"
    case let value as Bool: return "\(value)"
    case let value as any CustomStringConvertible where !(value is any Collection):
      return shortened("\(value)")
    default: break
    }
    let type = type(of: value)
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .optional: return mirror.children.first.map { text(of: $0.value, depth: depth) } ?? "nil"
    case .collection, .set, .dictionary: return "\(type) of \(mirror.children.count)"
    case .enum:
      guard let payload = mirror.children.first else { return shortened("\(value)") }
      return "\(payload.label ?? "\(type)")(\(text(of: payload.value, depth: depth - 1)))"
    default:
      guard depth > 0 else { return "\(type)" }
      let parts = mirror.children.prefix(breadth).map { child in
        (child.label.map { "\($0): " } ?? "") + text(of: child.value, depth: depth - 1)
      }
      let rest = mirror.children.count > breadth ? ", …" : ""
      return "\(type)(\(parts.joined(separator: ", "))\(rest))"
    }
  }

  private static func shortened(_ text: String) -> String {
    let start = text.prefix(length)
    return start.endIndex == text.endIndex ? text : start + "…"
  }
}
