/// What the tool was asked for cannot be done.
struct ToolError: Error, Hashable, CustomStringConvertible {
  /// One sentence that names the culprit and, where it helps, the remedy.
  var description: String

  init(_ description: String) { self.description = description }
}
