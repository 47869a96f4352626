internal import Ensembles

/// How a law is tried.
struct LawCheck<S: LawSubject>: Sendable {
  let law: LearningLaw
  /// Throws what is done in place of what the law asks for.
  let check: @Sendable (S) async throws -> Void

  init(_ law: LearningLaw, check: @escaping @Sendable (S) async throws -> Void) {
    self.law = law
    self.check = check
  }

  /// The laws that are broken, in the order of all laws.
  static func faults(of subject: S, against checks: [LawCheck]) async -> [LearningFaults.Fault] {
    var faults: [LearningFaults.Fault] = []
    for law in LearningLaw.all {
      for check in checks where check.law == law {
        do {
          try await check.check(subject)
        } catch {
          faults.append(LearningFaults.Fault(law: law, finding: "\(error)"))
        }
      }
    }
    return faults
  }

  /// The laws that estimators and preprocessing steps have in common.
  static var forAll: [LawCheck] { basics + weights + storageOfNumbers + oddities + surroundings }
}
