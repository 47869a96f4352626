import SystemPackage

/// A recipe file says something that cannot be fitted.
struct RecipeError: Error, Hashable, CustomStringConvertible {
  var path: FilePath
  /// The line and the column of the culprit, counted from 1; nil where the whole file is to blame.
  var place: Place?
  /// What is wrong and, where it helps, what to write instead.
  var message: String

  struct Place: Hashable {
    var line: Int
    var column: Int
  }

  /// The place as compilers write it, so that editors can go there, and the message.
  var description: String {
    path.string + (place.map { ":\($0.line):\($0.column)" } ?? "") + ": " + message
  }
}
