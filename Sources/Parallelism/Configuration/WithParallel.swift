internal import MemoryMapping

/// Makes what a ``Parallel`` sets the default of all calls within a closure.
///
/// ```swift
/// try await withParallel(Parallel(workers: 4)) {
///   try await Parallel().map(documents) { try index($0) }  // with 4 workers
/// }
/// ```
///
/// Scopes nest: an inner one changes what it sets and leaves the rest. What is said here is found in the functions
/// that the closure calls, in their child tasks, in the tasks that they create without detaching them, and within
/// the tasks of their calls.
///
/// - Parameters:
///   - parallel: What to use where a call says nothing else.
///   - operation: The closure, which runs at once and where the caller runs.
/// - Returns: What the closure returns.
/// - Throws: What the closure throws.
public func withParallel<Result>(
  _ parallel: Parallel, _ operation: () async throws -> Result
) async rethrows -> Result {
  try await Surroundings.$current.withValue(Surroundings.current.within(parallel)) {
    guard let mapping = parallel.mapping else { return try await operation() }
    return try await SegmentPolicy.$current.withValue(mapping.policy, operation: operation)
  }
}

/// Makes what a ``Parallel`` sets the default of all calls within a synchronous closure.
///
/// - Parameters:
///   - parallel: What to use where a call says nothing else.
///   - operation: The closure, which runs at once.
/// - Returns: What the closure returns.
/// - Throws: What the closure throws.
public func withParallel<Result>(_ parallel: Parallel, _ operation: () throws -> Result) rethrows -> Result {
  try Surroundings.$current.withValue(Surroundings.current.within(parallel), operation: operation)
}
