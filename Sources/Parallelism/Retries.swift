/// How often a task that failed is started again.
///
/// ```swift
/// try await Parallel(on: .processes).run(jobs, retries: .afterLostWorkers(3))
/// ```
public struct Retries: Sendable, Hashable {
  let afterErrors: Int
  let afterLostWorkers: Int

  /// Never: the first failure counts.
  public static let none = Retries()

  /// After an error, so many times at most.
  ///
  /// - Parameter count: How often beyond the first time, zero or more. Less is an error of the calls.
  /// - Returns: That limit.
  public static func afterErrors(_ count: Int) -> Retries {
    Retries(afterErrors: count)
  }

  /// After its worker was lost, so many times at most.
  ///
  /// Only the task at which the worker was counts one of them. The others that the worker had taken are given to
  /// another in any case.
  ///
  /// - Parameter count: How often beyond the first time, zero or more. Less is an error of the calls.
  /// - Returns: That limit.
  public static func afterLostWorkers(_ count: Int) -> Retries {
    Retries(afterLostWorkers: count)
  }

  /// Creates a limit for each reason; they are counted apart.
  ///
  /// - Parameters:
  ///   - afterErrors: How often a task is started again that threw or took longer than its limit. A
  ///     `CancellationError` is no reason to try again.
  ///   - afterLostWorkers: How often a task is started again whose worker process ended. On threads no worker is
  ///     ever lost.
  public init(afterErrors: Int = 0, afterLostWorkers: Int = 0) {
    self.afterErrors = afterErrors
    self.afterLostWorkers = afterLostWorkers
  }

  /// How often a task that throws may be started in all.
  @usableFromInline
  func attempts() throws(ParallelError) -> Int {
    for count in [afterErrors, afterLostWorkers] where count < 0 {
      throw ParallelError(
        code: .invalidArgument, reason: "a task cannot be tried again \(count) times: ask for 0 or more")
    }
    let (attempts, isTooMany) = afterErrors.addingReportingOverflow(1)
    return isTooMany ? .max : attempts
  }
}
