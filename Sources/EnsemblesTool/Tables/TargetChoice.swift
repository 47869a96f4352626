import Foundation
import Modeling
import SystemPackage

/// Where the target is.
///
/// A word is the name of a column if there is one of that name, else the number of a column if it is a whole
/// number, else a file. A file that has the name of a column can be written with its folder, as in `./price.csv`.
enum TargetChoice: Equatable {
  /// The number of a column, counted from 0; a negative one is counted from the end, so that -1 is the last.
  case index(Int)
  case name(String)
  case file(FilePath)

  /// Decides what a word means.
  ///
  /// - Throws: `ToolError` if it is neither a column nor a file.
  init(_ word: String, among columns: TableColumns) throws {
    if let names = columns.names, names.contains(word) {
      self = .name(word)
    } else if let index = Int(word) {
      if let count = columns.count { _ = try Self.column(index, of: count, in: columns.path) }
      self = .index(index)
    } else if Self.isFile(word) {
      self = .file(FilePath(word))
    } else if let names = columns.names {
      throw ToolError(
        "the target “\(word)” is neither a column of “\(columns.path)” nor a file"
          + Spelling.hint(for: word, among: names))
    } else {
      throw ToolError(
        "the target “\(word)” is no file, and the columns of “\(columns.path)” have no names; "
          + "give the number of a column, counted from 0")
    }
  }

  /// Whether a word is meant as a file: it is there, or it looks like one.
  private static func isFile(_ word: String) -> Bool {
    let path = FilePath(word)
    return word.contains("/") || (try? TableFormat(of: path)) != nil
      || FileManager.default.fileExists(atPath: word)
  }

  /// The column of a number that may count from the end.
  static func column(_ index: Int, of count: Int, in path: FilePath) throws -> Int {
    guard count > 0 else { throw ToolError("“\(path)” has no columns") }
    guard (-count..<count).contains(index) else {
      throw ToolError(
        "“\(path)” has no column \(index); it has \(count), numbered from 0 to \(count - 1), "
          + "or from -1 for the last")
    }
    return index < 0 ? index + count : index
  }
}
