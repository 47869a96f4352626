public import Ensembles

/// Checks that an estimator does all that ensembles rely on, and throws what it does not.
///
/// ```swift
/// @Test func mineIsAnEstimator() async throws {
///   try await checkEstimator(MyRegression(penalty: 2))
/// }
/// ```
///
/// It is fitted some forty times to a few dozen rows: choose parameters that make that quick. The laws are those of
/// `LearningLaw` but for the estimator's own `exemptions`. An estimator that traps ends the test run in place of being
/// told.
///
/// - Parameters:
///   - estimator: The estimator.
///   - data: Examples that it can learn from, a few dozen; nil for the checker's own: numbers, counts and
///     probabilities, of which it must be able to learn from one at least.
///   - tolerance: How far outputs may be apart, relative to the largest, that only rounding or the end of an iteration
///     may tell apart.
/// - Throws: ``LearningFaults`` with every law that is broken.
public func checkEstimator<E: Estimator>(
  _ estimator: E, data: Dataset? = nil, tolerance: Double = 1e-6
) async throws {
  let faults = await learningFaults(of: estimator, data: data, tolerance: tolerance)
    .filter { E.exemptions[$0.law] == nil }
  guard faults.isEmpty else { throw LearningFaults(typeName: E.typeName, faults: faults) }
}

/// Checks that a preprocessing step does all that ensembles rely on, and throws what it does not.
///
/// The laws are those of `LearningLaw` but for the step's own `exemptions`, as far as they concern a step. One that traps
/// ends the test run in place of being told.
///
/// - Parameters:
///   - preprocessor: The step.
///   - data: Examples that it can be fitted to, a few dozen; nil for the checker's own.
///   - tolerance: How far outputs may be apart, relative to the largest, that only rounding may tell apart.
/// - Throws: ``LearningFaults`` with every law that is broken.
public func checkPreprocessor<P: Preprocessor>(
  _ preprocessor: P, data: Dataset? = nil, tolerance: Double = 1e-9
) async throws {
  let faults = await learningFaults(of: preprocessor, data: data, tolerance: tolerance)
    .filter { P.exemptions[$0.law] == nil }
  guard faults.isEmpty else { throw LearningFaults(typeName: P.typeName, faults: faults) }
}

/// The laws that an estimator breaks, those from which it is exempt included.
package func learningFaults<E: Estimator>(
  of estimator: E, data: Dataset? = nil, tolerance: Double
) async -> [LearningFaults.Fault] {
  let subject = EstimatorSubject(estimator, data: data, tolerance: tolerance)
  return await LawCheck.faults(of: subject, against: LawCheck.forAll + LawCheck.forEstimators())
}

/// The laws that a preprocessing step breaks, those from which it is exempt included.
package func learningFaults<P: Preprocessor>(
  of preprocessor: P, data: Dataset? = nil, tolerance: Double
) async -> [LearningFaults.Fault] {
  let subject = PreprocessorSubject(preprocessor, data: data, tolerance: tolerance)
  return await LawCheck.faults(of: subject, against: LawCheck.forAll)
}
