import Foundation
import Modeling
import SystemPackage

/// Where the target is, or another part of the data that is no feature.
///
/// A word is the name of a column if there is one of that name, else the number of a column if it is a whole
/// number, else a file, else several columns if there are commas between. A file that has the name of a column can be
/// written with its folder, as in `./price.csv`.
enum ColumnChoice: Equatable {
  /// The numbers of columns, counted from 0.
  case columns([Int])
  case file(FilePath)

  /// Decides what a word means.
  ///
  /// - Throws: `ToolError` if it is neither columns nor a file.
  init(_ word: String, as role: ColumnRole, among columns: TableColumns) throws {
    if let column = try Self.column(word, of: columns) {
      self = .columns([column])
    } else if !role.isColumn, Self.isFile(word) {
      self = .file(FilePath(word))
    } else if role.allowsSeveral, word.contains(",") {
      self = .columns(
        try word.split(separator: ",", omittingEmptySubsequences: false).map { part in
          let part = String(part)
          guard let column = try Self.column(part, of: columns) else {
            throw Self.unknown(part, role, columns)
          }
          return column
        })
    } else {
      throw Self.unknown(word, role, columns)
    }
  }

  /// The columns of the data; none if it is a file.
  var columns: [Int] {
    switch self {
    case .columns(let columns): columns
    case .file: []
    }
  }

  private static func unknown(_ word: String, _ role: ColumnRole, _ columns: TableColumns) -> ToolError {
    guard let names = columns.names else {
      return ToolError(
        "\(role.noun) “\(word)” \(role.isPlural ? "are" : "is") no file, and the columns of “\(columns.path)” have no names; "
          + "give the number of a column, counted from 0")
    }
    return ToolError(
      "\(role.noun) “\(word)” \(role.isPlural ? "are" : "is") \(role.isColumn ? "no column of “\(columns.path)”" : "neither a column of “\(columns.path)” nor a file")"
        + Spelling.hint(for: word, among: names))
  }

  /// The column that a word names, by name or by number, or nil if it is no such word.
  private static func column(_ word: String, of columns: TableColumns) throws -> Int? {
    if let place = columns.names?.firstIndex(of: word) { return place }
    guard let index = Int(word) else { return nil }
    let count = columns.count
    guard count > 0 else { throw ToolError("“\(columns.path)” has no columns") }
    guard (-count..<count).contains(index) else {
      throw ToolError(
        "“\(columns.path)” has no column \(index); it has \(count), numbered from 0 to \(count - 1), "
          + "or from -1 for the last")
    }
    return index < 0 ? index + count : index
  }

  /// Whether a word is meant as a file: it is there, or it looks like one.
  private static func isFile(_ word: String) -> Bool {
    let path = FilePath(word)
    return word.contains("/") || (try? TableFormat(of: path)) != nil
      || FileManager.default.fileExists(atPath: word)
  }
}
