internal import MemoryMapping
internal import SystemPackage

/// The arrays of a stored model: one `.npy` file each, in a folder of their own.
struct ModelArchive: ArrayArchive {
  static let suffix = ".npy"

  let folder: FilePath

  func store<Element: MatrixElement>(
    _ matrix: Matrix<Element>, at codingPath: [any CodingKey]
  ) throws -> String {
    let name = codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: "-")
    try NPYFile.write(matrix, to: try path(of: name))
    return name
  }

  func matrix<Element: MatrixElement>(named name: String, as type: Element.Type) throws -> Matrix<Element> {
    let file = try NPYFile(at: path(of: name))
    guard file.elementType.precision == type.precision else {
      throw ModelingError(
        .unreadableModel,
        "the array “\(name)” holds numbers of type \(file.elementType), not \(type.precision.rawValue)")
    }
    return try file.matrix(as: type)
  }

  /// The file of an array.
  ///
  /// Names come from the manifest, which may say anything.
  private func path(of name: String) throws -> FilePath {
    let isHarmless =
      !name.isEmpty
      && name.utf8.allSatisfy { byte in
        byte == UInt8(ascii: "-") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
          || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
      }
    guard isHarmless else {
      throw ModelingError(
        .unreadableModel, "“\(name)” is no name of an array; a name has letters, digits and hyphens only")
    }
    return folder.appending(name + Self.suffix)
  }
}
