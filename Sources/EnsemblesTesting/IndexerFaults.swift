/// What ``checkIndexer(_:data:allowingOverlap:)`` has found wrong.
public struct IndexerFaults: Error, CustomStringConvertible {
  /// A law that the indexer does not keep.
  public struct Fault: Sendable {
    /// The law, as a sentence.
    public let law: String
    /// What happened in its place.
    public let finding: String
  }

  /// The name of the indexer.
  public let indexer: String

  /// The laws that it breaks, at least one.
  public let faults: [Fault]

  /// A line for each broken law.
  public var description: String {
    let lines = faults.map { "- \($0.law)\n  but \($0.finding)" }
    return "“\(indexer)” breaks \(faults.count) of the laws of an indexer:\n" + lines.joined(separator: "\n")
  }
}
