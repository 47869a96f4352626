/// Which tasks of one call see what others have.
public enum TaskCaches: Sendable {
  /// One for each task, which seals it off: learners find transformers of their own task only.
  case separate
  /// One for all: learners also find the transformers that are tasks before them.
  case shared
}
