/// The tasks whose output is wanted.
public struct TaskSelection: Hashable, Sendable {
  private enum Kind: Hashable {
    case last, all
    case named([String])
  }

  private let kind: Kind

  /// The last task that has an output.
  public static let last = TaskSelection(kind: .last)

  /// All tasks that have an output, in the order of execution.
  public static let all = TaskSelection(kind: .all)

  /// The tasks of some names, in the order of execution.
  public static func named(_ names: [String]) -> TaskSelection { TaskSelection(kind: .named(names)) }

  /// Which of some tasks are selected.
  ///
  /// - Throws: `ModelingError` with the nearest name if there is no task of a name.
  func places(among tasks: [String]) throws -> Set<Int> {
    switch kind {
    case .last: return tasks.isEmpty ? [] : [tasks.count - 1]
    case .all: return Set(tasks.indices)
    case .named(let names):
      if let missing = names.first(where: { !tasks.contains($0) }) {
        throw ModelingError(
          .unknownName,
          "no task “\(missing)” has an output" + Spelling.hint(for: missing, among: Array(Set(tasks))))
      }
      return Set(tasks.indices.filter { names.contains(tasks[$0]) })
    }
  }
}
