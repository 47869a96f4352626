/// A recipe that cannot leave the process that made it, because of something in its values and not in its type, such as
/// a closure.
///
/// Where a fit would have to send it elsewhere, to another process or into a checkpoint, it is refused before anything
/// starts. Encoding a value should say why it cannot be.
public protocol ProcessBound {
  /// What keeps it here and what to do about it, as the rest of a sentence that begins with “because”.
  var boundBecause: String { get }
}
