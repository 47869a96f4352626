import SystemPackage
import Yams

/// The text of a recipe file.
struct RecipeText {
  let path: FilePath
  let text: String

  /// Far more than any recipe needs: whoever names a file of data by mistake is told at once.
  private static let sizeLimit = 1 << 20

  /// Reads a file, or whatever else can be read to its end, such as a pipe.
  ///
  /// - Throws: `ToolError` if it cannot be read, `RecipeError` if it is no text.
  init(contentsOf path: FilePath) throws {
    var bytes: [UInt8] = []
    do {
      let file = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
      try file.closeAfter {
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= Self.sizeLimit {
          let count = try block.withUnsafeMutableBytes { try file.read(into: $0) }
          guard count > 0 else { break }
          bytes += block[..<count]
        }
      }
    } catch let errno as Errno {
      let reason = errno == .isDirectory ? "it is a folder, not a file" : errno.description
      throw ToolError("cannot read the recipe “\(path)”: \(reason)")
    }
    guard bytes.count <= Self.sizeLimit else {
      throw RecipeError(path: path, message: "the file is larger than 1 MiB, and so is no recipe")
    }
    guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      throw RecipeError(path: path, message: "the file is not text in UTF-8, and so is no recipe")
    }
    self.init(text, path: path)
  }

  init(_ text: String, path: FilePath) {
    self.text = text
    self.path = path
  }

  /// The value that the text describes, as YAML or as JSON, which is YAML too.
  ///
  /// - Throws: `RecipeError` with the place of a mistake in the syntax.
  func root() throws -> RecipeNode {
    do {
      // Without rules, plain words keep their text: what they mean is decided where they are used.
      guard let node = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot() else {
        throw RecipeError(path: path, message: "the recipe is empty")
      }
      return RecipeNode(node, of: path)
    } catch let error as YamlError {
      throw problem(error)
    }
  }

  private func problem(_ error: YamlError) -> RecipeError {
    func problem(_ message: String, at place: RecipeError.Place?) -> RecipeError {
      RecipeError(path: path, place: place, message: message)
    }
    switch error {
    case .scanner(let context, let text, let mark, _), .parser(let context, let text, let mark, _):
      let place = RecipeError.Place(mark)
      if text.contains("cannot start any token"), character(at: place) == "\t" {
        return problem("YAML does not indent with tabs; use spaces", at: place)
      }
      return problem("this is not valid YAML: \(context.map { $0.text + ", " } ?? "")\(text)", at: place)
    case .composer(_, let text, let mark, _) where text.contains("another document"):
      return problem("a recipe is one YAML document, but here begins another", at: RecipeError.Place(mark))
    case .composer(_, let text, let mark, _):
      return problem("this is not valid YAML: \(text)", at: RecipeError.Place(mark))
    case .duplicatedKeysInMapping(let keys, let context):
      let names = keys.map { "“\($0)”" }.joined(separator: " and ")
      return problem(
        "\(names) stands more than once in one mapping; remove one", at: RecipeError.Place(context.mark))
    case .reader(let text, let offset, _, _):
      return problem("this is not valid YAML: \(text)", at: offset.map(place(ofCharacter:)))
    default:
      return problem("this is not valid YAML: \(error)", at: nil)
    }
  }

  private func place(ofCharacter offset: Int) -> RecipeError.Place {
    let lines = text.prefix(offset).split(separator: "\n", omittingEmptySubsequences: false)
    return RecipeError.Place(line: lines.count, column: (lines.last?.count ?? 0) + 1)
  }

  private func character(at place: RecipeError.Place) -> Unicode.Scalar? {
    let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.indices.contains(place.line - 1) else { return nil }
    return lines[place.line - 1].dropFirst(place.column - 1).first
  }
}

extension RecipeError.Place {
  init(_ mark: Mark) { self.init(line: mark.line, column: mark.column) }
}
