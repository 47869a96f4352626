/// Which results of a call are there: ranges of them, each kept once.
@usableFromInline
struct KeptRanges: Sendable {
  private let ranges = Locked<[Range<Int>]>([])

  @usableFromInline
  init() {}

  /// Records that the results of a range are there.
  @usableFromInline
  func keep(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    ranges.withLock { $0.append(range) }
  }

  /// The ranges in order.
  @usableFromInline var sorted: [Range<Int>] {
    ranges.withLock { $0 }.sorted { $0.lowerBound < $1.lowerBound }
  }

  /// Forgets all ranges, now that their results belong to somebody else.
  ///
  /// - Throws: `ParallelError` if they are not as many as given, which only a backend can bring about.
  @usableFromInline
  func handOver(_ count: Int) throws {
    let done = ranges.withLock { ranges in
      let done = ranges.reduce(0) { $0 + $1.count }
      if done == count { ranges = [] }
      return done
    }
    guard done == count else {
      throw ParallelError(
        code: .backendFailed,
        reason: "the backend returned after \(done) of \(count) tasks: its `run` must wait for every worker")
    }
  }
}
