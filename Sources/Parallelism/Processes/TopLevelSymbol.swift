internal import CWorkerStart

#if canImport(Darwin)
  private import Darwin
#elseif canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#endif

/// What the mangled name of a top-level variable tells.
struct TopLevelSymbol {
  let module: String
  let name: String
  /// The type as people write it.
  private let typeText: String
  private let symbol: String

  /// - Returns: `nil` if it is none of a top-level variable.
  init?(_ symbol: String) {
    // Module.name : Type, or Module.(name in _hash) : Type
    guard let text = Self.demangled(symbol), let dot = text.firstIndex(of: "."),
      let colon = text.firstRange(of: " : ")
    else { return nil }
    let name = text[text.index(after: dot)..<colon.lowerBound]
    module = String(text[..<dot])
    self.name = name.first == "(" ? String(name.dropFirst().prefix { $0 != " " }) : String(name)
    typeText = String(text[colon.upperBound...])
    self.symbol = symbol
    guard !self.name.contains(".") else { return nil }
  }

  var qualifiedName: String { "\(module).\(name)" }

  /// The type, looked for at every place in the name where that of a type may begin.
  var type: Any.Type? {
    let characters = Array(symbol.dropFirst(2).dropLast(2))
    let module = "\(module.utf8.count)\(module)"
    for start in characters.indices.dropFirst() {
      let tail = String(characters[start...])
      // The name of the module was the first that could be referred to.
      for candidate in [tail, tail.replacing("AA", with: module)] {
        guard let type = _typeByName(candidate), let name = _mangledTypeName(type),
          Self.demangled("$s" + name) == typeText
        else { continue }
        return type
      }
    }
    return nil
  }

  /// The variables that are initialised together by one token, as `Module.name`.
  static func names(ofToken symbol: String) -> [String] {
    guard let text = demangled(symbol), let names = text.split(separator: " for ").last,
      let count = symbol.dropFirst(2).prefix(while: \.isNumber).nonEmpty.flatMap({ Int($0) })
    else { return [] }
    let module = symbol.dropFirst(2).drop(while: \.isNumber).prefix(count)
    // “p”, “(p, q)”, or “(p in _hash)”.
    return names.split(separator: ", ").map { name in
      "\(module).\(name.drop { $0 == "(" }.prefix { $0 != " " && $0 != ")" })"
    }
  }

  private static func demangled(_ symbol: String) -> String? {
    guard let text = swift_demangle(symbol, symbol.utf8.count, nil, nil, 0) else { return nil }
    defer { free(text) }
    return String(cString: text)
  }
}

extension Collection {
  fileprivate var nonEmpty: Self? { isEmpty ? nil : self }
}
