/// What ``checkBackend(_:workers:timeLimit:)`` has found wrong.
public struct BackendFaults: Error, CustomStringConvertible {
  /// A law that the backend does not keep.
  public struct Fault: Sendable {
    /// The law, as a sentence.
    public let law: String
    /// What happened in its place.
    public let finding: String
  }

  /// The name of the backend.
  public let backend: String

  /// The laws that it breaks, at least one.
  public let faults: [Fault]

  /// A line for each broken law.
  public var description: String {
    let lines = faults.map { "- \($0.law)\n  but \($0.finding)" }
    return "\(backend) breaks \(faults.count) of the laws of a backend:\n" + lines.joined(separator: "\n")
  }
}
