public import Parallelism

/// Checks that a backend does all that calls rely on, and throws what it does not.
///
/// ```swift
/// @Test func mineIsABackend() async throws {
///   try await checkBackend(MyBackend())
/// }
/// ```
///
/// The laws that are checked follow from ``/Parallelism/Backend/memory``: closures run where memory is shared or
/// copied, jobs run everywhere; what tasks share with their caller is looked at where they can; that one which
/// crashes takes nothing else with it, where they cannot. A law that is not done with in time counts as broken, and
/// what it has started is left behind.
///
/// - Parameters:
///   - backend: The backend.
///   - workers: How many workers most laws ask for, two or more.
///   - timeLimit: How long one law may take.
/// - Throws: ``BackendFaults`` with every law that is broken.
public func checkBackend(
  _ backend: any Backend, workers: Int = 2, timeLimit: Duration = .seconds(60)
) async throws {
  precondition(workers >= 2, "the laws speak of two workers or more")
  let subject = Subject(backend: backend, workers: workers, timeLimit: timeLimit)
  var faults: [BackendFaults.Fault] = []
  for law in Law.all(for: backend.memory) {
    do {
      try await withTimeLimit(timeLimit) { try await law.check(subject) }
    } catch {
      faults.append(BackendFaults.Fault(law: law.sentence, finding: "\(error)"))
    }
  }
  guard faults.isEmpty else { throw BackendFaults(backend: backend.name, faults: faults) }
}
