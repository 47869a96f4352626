/// Takes the elements of an input, one after the other.
///
/// `claim` decides who may; nobody else calls `next`.
protocol InputReader<Element>: AnyObject, Sendable {
  associatedtype Element: Sendable

  /// Whether somebody has the right to read.
  var isClaimed: Locked<Bool> { get }

  /// The next element, or `nil` after the last one.
  func next() async throws -> Element?
}

extension InputReader {
  /// Makes sure that nobody else reads.
  ///
  /// - Throws: `ParallelError` if somebody has begun to.
  func claim() throws(ParallelError) {
    let wasClaimed = isClaimed.withLock { isClaimed in
      defer { isClaimed = true }
      return isClaimed
    }
    guard !wasClaimed else {
      throw ParallelError(
        code: .alreadyIterated,
        reason: "these results have been iterated before: call `results(of:)` again for another time")
    }
  }
}

/// Reads a sequence.
///
/// SAFETY: the sequence was sent here, so that nobody else can reach it, and only one task at a time reads.
final class SequenceReader<Base: Sequence>: InputReader, @unchecked Sendable where Base.Element: Sendable {
  let isClaimed = Locked(false)
  private var base: Base?
  private var iterator: Base.Iterator?

  init(_ base: sending Base) {
    self.base = base
  }

  func next() -> Base.Element? {
    if let base = base.take() { iterator = base.makeIterator() }
    return iterator?.next()
  }
}

/// Reads an asynchronous sequence.
///
/// SAFETY: the sequence was sent here, so that nobody else can reach it, and only one task at a time reads.
final class AsyncSequenceReader<Base: AsyncSequence>: InputReader, @unchecked Sendable
where Base.Element: Sendable {
  let isClaimed = Locked(false)
  private var base: Base?
  private var iterator: Base.AsyncIterator?

  init(_ base: sending Base) {
    self.base = base
  }

  func next() async throws -> Base.Element? {
    if let base = base.take() { iterator = base.makeAsyncIterator() }
    return try await iterator?.next(isolation: #isolation)
  }
}
