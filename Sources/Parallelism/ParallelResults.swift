/// The results of a call, one by one, as they become available.
///
/// Iterating begins the work; `results(of:)` of ``Parallel`` tells how it proceeds
/// and how it ends. The inputs are taken once, and so can the results be iterated once: a second iterator throws.
public struct ParallelResults<Output: Sendable>: AsyncSequence, Sendable {
  let begin: @Sendable () throws -> any ResultSource<Output>

  /// What takes the results; when the last copy of it is gone, the work ends.
  public func makeAsyncIterator() -> Iterator {
    Iterator(begin)
  }

  /// What takes the results.
  public struct Iterator: AsyncIteratorProtocol {
    private let consumer: Consumer

    init(_ begin: @escaping () throws -> any ResultSource<Output>) {
      consumer = Consumer(begin)
    }

    /// The next result, or `nil` after the last one.
    ///
    /// When it throws or returns `nil`, nothing runs any more, and later calls return `nil`.
    public mutating func next(
      isolation actor: isolated (any Actor)? = #isolation
    ) async throws(any Error) -> Output? {
      if let result = consumer.takeReady() { return result }
      return try await consumer.source()?.next(isolation: actor)
    }
  }

  /// Ends the work when nobody can ask for results any more.
  private final class Consumer {
    private let begin: () throws -> any ResultSource<Output>
    private var hasBegun = false
    private var begun: (any ResultSource<Output>)?

    init(_ begin: @escaping () throws -> any ResultSource<Output>) {
      self.begin = begin
    }

    deinit {
      begun?.abandon()
    }

    /// The next result if it is at hand.
    func takeReady() -> Output? {
      begun?.takeReady()
    }

    /// Where results come from, or `nil` if the work did not begin, as the first call told by an error.
    func source() throws -> (any ResultSource<Output>)? {
      if !hasBegun {
        hasBegun = true
        try Task.checkCancellation()
        begun = try begin()
      }
      return begun
    }
  }
}

@available(*, unavailable)
extension ParallelResults.Iterator: Sendable {}
