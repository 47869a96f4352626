/// Takes the elements of an input, one after the other.
///
/// `claim` decides who may; nobody else calls `next`.
protocol InputReader<Element>: AnyObject, Sendable {
  associatedtype Element: Sendable

  /// Whether somebody has the right to read.
  var isClaimed: Locked<Bool> { get }

  /// How many elements there are, if that is known before they are taken.
  var exactCount: Int? { get }

  /// The next element, or `nil` after the last one.
  func next() async throws -> Element?
}

/// An input whose elements are there without waiting, or hold up a thread.
protocol BlockingInputReader<Element>: InputReader {
  /// The next element, or `nil` after the last one.
  func nextElement() -> Element?
}

extension BlockingInputReader {
  func next() -> Element? { nextElement() }
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
final class SequenceReader<Base: Sequence>: BlockingInputReader, @unchecked Sendable
where Base.Element: Sendable {
  typealias Element = Base.Element

  let isClaimed = Locked(false)
  let exactCount: Int?
  private var base: Base?
  private var iterator: Base.Iterator?
  private var hasBegun = false

  init(_ base: sending Base) {
    exactCount = Self.exactCount(of: base)
    self.base = base
  }

  /// The count of a collection, unless counting might call somebody's closure, as a lazy filter would.
  private static func exactCount(of base: Base) -> Int? {
    if let base = base as? any RandomAccessCollection { return base.count }
    return base is any LazySequenceProtocol ? nil : (base as? any Collection)?.count
  }

  func nextElement() -> Base.Element? {
    // Not asked of `base`, which would take longer than many an iterator takes for an element.
    if !hasBegun {
      hasBegun = true
      iterator = base.take()?.makeIterator()
    }
    return iterator?.next()
  }
}

/// Reads an asynchronous sequence.
///
/// SAFETY: the sequence was sent here, so that nobody else can reach it, and only one task at a time reads.
final class AsyncSequenceReader<Base: AsyncSequence>: InputReader, @unchecked Sendable
where Base.Element: Sendable {
  typealias Element = Base.Element

  let isClaimed = Locked(false)
  let exactCount: Int? = nil
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
