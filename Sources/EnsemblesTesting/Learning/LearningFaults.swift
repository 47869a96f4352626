public import Ensembles

/// What ``checkEstimator(_:data:tolerance:)`` or ``checkPreprocessor(_:data:tolerance:)`` has found wrong.
public struct LearningFaults: Error, CustomStringConvertible {
  /// A law that is not kept.
  public struct Fault: Sendable {
    /// The law.
    public let law: LearningLaw
    /// What happened in its place.
    public let finding: String
  }

  /// The name of the estimator or the preprocessing step.
  public let typeName: String

  /// The laws that it breaks, at least one.
  public let faults: [Fault]

  /// A line for each broken law.
  public var description: String {
    let lines = faults.map { "- \($0.law)\n  but \($0.finding)" }
    return "“\(typeName)” breaks \(faults.count) of the laws of learning:\n" + lines.joined(separator: "\n")
  }
}
