/// How often a task that failed is started again, on the worker that it failed on.
public struct Retries: Sendable, Hashable {
  private let afterErrors: Int

  /// Never: the first failure counts.
  public static let none = Retries(afterErrors: 0)

  /// After an error, so many times at most.
  ///
  /// A `CancellationError` is no reason to try again.
  ///
  /// - Parameter count: How often beyond the first time, zero or more. Less is an error of the calls.
  /// - Returns: That limit.
  public static func afterErrors(_ count: Int) -> Retries {
    Retries(afterErrors: count)
  }

  /// How often a task may be started in all.
  @usableFromInline
  func attempts() throws(ParallelError) -> Int {
    guard afterErrors >= 0 else {
      throw ParallelError(
        code: .invalidArgument, reason: "a task cannot be tried again \(afterErrors) times: ask for 0 or more"
      )
    }
    let (attempts, isTooMany) = afterErrors.addingReportingOverflow(1)
    return isTooMany ? .max : attempts
  }
}
