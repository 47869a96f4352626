/// A value written as Python writes it: the header of an `.npy` file is one.
enum PythonLiteral: Hashable {
  case string(String)
  case integer(Int)
  case boolean(Bool)
  case none
  case tuple([PythonLiteral])
  case list([PythonLiteral])
  case dictionary([PythonLiteral: PythonLiteral])

  /// What is wrong with a text, and at which byte.
  struct SyntaxError: Error {
    var offset: Int
    var message: String
  }

  /// Reads the one value that a text consists of, spaces around it aside.
  ///
  /// - Parameter text: UTF-8, or any encoding that agrees with it in ASCII if only ASCII is outside of strings.
  /// - Throws: A `SyntaxError` if the text is anything else.
  init(parsing text: [UInt8]) throws(SyntaxError) {
    var parser = Parser(text: text)
    self = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.position == text.count else { throw parser.error("there is more after its end") }
  }
}

private struct Parser {
  let text: [UInt8]
  var position = 0

  /// No header of a plain array goes deeper than a shape in a dictionary.
  static let depthLimit = 16

  init(text: [UInt8]) { self.text = text }

  var next: UInt8? { position < text.count ? text[position] : nil }

  func error(_ message: String) -> PythonLiteral.SyntaxError {
    PythonLiteral.SyntaxError(offset: position, message: message)
  }

  mutating func skipSpace() {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
  }

  mutating func consume(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  mutating func value(depth: Int) throws(PythonLiteral.SyntaxError) -> PythonLiteral {
    guard depth < Self.depthLimit else { throw error("its brackets are nested too deeply") }
    skipSpace()
    guard let next else { throw error("it ends too early") }
    switch next {
    case UInt8(ascii: "{"): return try dictionary(depth: depth)
    case UInt8(ascii: "("): return try parenthesized(depth: depth)
    case UInt8(ascii: "["):
      position += 1
      return .list(try items(until: "]", depth: depth).values)
    case UInt8(ascii: "'"), UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .integer(try integer())
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): return try word()
    default: throw error("no value begins like this")
    }
  }

  private mutating func dictionary(depth: Int) throws(PythonLiteral.SyntaxError) -> PythonLiteral {
    position += 1
    var entries: [PythonLiteral: PythonLiteral] = [:]
    while !consume("}") {
      let key = try value(depth: depth + 1)
      guard consume(":") else { throw error("a colon should follow a key") }
      guard entries.updateValue(try value(depth: depth + 1), forKey: key) == nil else {
        throw error("a key appears twice")
      }
      guard consume(",") || closes("}") else { throw error("a comma or a closing brace is missing") }
    }
    return .dictionary(entries)
  }

  /// A tuple, or a value in parentheses: only a comma makes a tuple of one.
  private mutating func parenthesized(depth: Int) throws(PythonLiteral.SyntaxError) -> PythonLiteral {
    position += 1
    let (values, endsWithComma) = try items(until: ")", depth: depth)
    return values.count == 1 && !endsWithComma ? values[0] : .tuple(values)
  }

  private mutating func items(
    until closing: Unicode.Scalar, depth: Int
  ) throws(PythonLiteral.SyntaxError) -> (values: [PythonLiteral], endsWithComma: Bool) {
    var values: [PythonLiteral] = []
    var endsWithComma = false
    while !consume(closing) {
      values.append(try value(depth: depth + 1))
      endsWithComma = consume(",")
      guard endsWithComma || closes(closing) else { throw error("a comma or “\(closing)” is missing") }
    }
    return (values, endsWithComma)
  }

  private mutating func closes(_ closing: Unicode.Scalar) -> Bool {
    skipSpace()
    return next == UInt8(ascii: closing)
  }

  /// A string, in which what follows a backslash stands for itself.
  ///
  /// Only names of fields, which no plain array has, need more.
  private mutating func string() throws(PythonLiteral.SyntaxError) -> String {
    let quote = next
    position += 1
    var bytes: [UInt8] = []
    while let byte = next, byte != quote {
      if byte == UInt8(ascii: "\\") { position += 1 }
      guard let byte = next else { break }
      bytes.append(byte)
      position += 1
    }
    guard next != nil else { throw error("a string has no end") }
    position += 1
    return String(decoding: bytes, as: UTF8.self)
  }

  private mutating func integer() throws(PythonLiteral.SyntaxError) -> Int {
    let start = position
    position += 1
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    let digits = String(decoding: text[start..<position], as: UTF8.self)
    // Python 2 marked long integers so.
    if next == UInt8(ascii: "L") { position += 1 }
    guard let number = Int(digits) else {
      throw PythonLiteral.SyntaxError(offset: start, message: "\(digits) does not fit into 64 bits")
    }
    return number
  }

  private mutating func word() throws(PythonLiteral.SyntaxError) -> PythonLiteral {
    let start = position
    while let byte = next, Unicode.Scalar(byte).properties.isAlphabetic { position += 1 }
    switch String(decoding: text[start..<position], as: UTF8.self) {
    case "True": return .boolean(true)
    case "False": return .boolean(false)
    case "None": return .none
    default: throw PythonLiteral.SyntaxError(offset: start, message: "no value begins like this")
    }
  }
}
