/// Lines of a name and a value each, the values below each other.
enum NamedLines {
  static func text(_ entries: [(name: String, value: String)]) -> String {
    let width = entries.map(\.name.count).max() ?? 0
    return entries.map { entry in
      entry.name + String(repeating: " ", count: width - entry.name.count + 2) + entry.value
    }.joined(separator: "\n")
  }
}
