/// Runs tasks of a graph one by one, with control over what each sees and what is handed out.
///
/// ```swift
/// try await withProcessing(indexer: FoldIndexer(folds: 2)) { session in
///   let fitted = try await session.stack([first, errors, second], fittedTo: training, returning: .all)
///   fitted.outputs                                                    // one for each learner
///   return try await session.stack(fitted.graph, predicting: unseen)  // by the models of all rows
/// }
/// ```
///
/// An ensemble does this by itself. A session is for graphs that are no ensemble, and for looking at what happens
/// between.
///
/// - Parameters:
///   - parallel: Where the work runs. Results do not depend on it.
///   - cache: Where fitted tasks are kept until the session ends.
///   - indexer: Which rows each fit sees, where a task does not say otherwise.
///   - precision: The precision of outputs, where a task does not say otherwise.
///   - seed: Where random numbers start.
///   - options: What tasks do beside the usual. Fold models are kept in any case, since transforming needs them.
///   - body: What is done in the session.
/// - Returns: What the closure returns.
/// - Throws: What the closure throws; `FileError` if there can be no such cache, or another session has it. If the cache
///   cannot be removed at the end, the logger of `parallel` is warned.
public func withProcessing<Result>(
  on parallel: Parallel = Parallel(), cache: ProcessingCache = .memory, indexer: any Indexer = FullIndexer(),
  precision: Precision = .float, seed: UInt64 = 0, options: EnsembleOptions = EnsembleOptions(),
  _ body: (ProcessingSession) async throws -> Result
) async throws -> Result {
  let logger = try parallel.effectiveLogger()
  let session = ProcessingSession(
    parallel: parallel, cache: try SessionCache(cache), indexer: indexer, precision: precision, seed: seed,
    options: options)
  defer { session.cache.end(logger) }
  return try await body(session)
}

/// The verbs of a processing session.
///
/// `map` gives every task the input, `stack` gives each what the one before predicts. Both fit tasks, predict new rows
/// with the models that have seen all rows, and transform: predict the rows of the fit again, each by the fold models
/// that have not seen it.
public struct ProcessingSession: Sendable {
  let parallel: Parallel
  let cache: SessionCache
  let indexer: any Indexer
  let precision: Precision
  let seed: UInt64
  let options: EnsembleOptions
}
