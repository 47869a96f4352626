/// The results of a call, each written where it will stand in the array that the caller gets.
///
/// SAFETY: a claim gives every index to one worker, which alone writes to that element and tells so by `keep`.
/// `take` and `deinit` touch only elements that were kept, under the lock that `keep` took, and run when no worker
/// writes any more: `take` finds every task done, and a worker holds a reference for as long as it runs.
@usableFromInline
final class Results<Output>: @unchecked Sendable {
  /// Uninitialised room for all results, in the storage of `array`.
  @usableFromInline let elements: UnsafeMutablePointer<Output>

  private struct State {
    /// Empty until all results are there; its storage is what matters before.
    var array: [Output]
    /// Which elements are initialised and not yet the array's.
    var kept: [Range<Int>] = []
  }

  private let state: Locked<State>
  private let count: Int

  /// Room for a positive count of results.
  @usableFromInline
  init(count: Int) {
    var base: UnsafeMutablePointer<Output>?
    let array = [Output](unsafeUninitializedCapacity: count) { buffer, _ in base = buffer.baseAddress }
    guard let base else { preconditionFailure("an array of \(count) elements has no storage") }
    elements = base
    state = Locked(State(array: array))
    self.count = count
  }

  deinit {
    state.withLock { state in
      for range in state.kept {
        (elements + range.lowerBound).deinitialize(count: range.count)
      }
    }
  }

  /// Records that a worker has written the elements of a range.
  @usableFromInline
  func keep(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    state.withLock { $0.kept.append(range) }
  }

  /// Writes an element where no worker has written one, for a call that has ended.
  @usableFromInline
  func fill(with element: (_ index: Int) -> Output) {
    let kept = state.withLock { $0.kept }.sorted { $0.lowerBound < $1.lowerBound }
    var next = 0
    for range in kept + [count..<count] {
      for index in next..<range.lowerBound { (elements + index).initialize(to: element(index)) }
      keep(next..<range.lowerBound)
      next = range.upperBound
    }
  }

  /// The array of all results.
  ///
  /// - Throws: `ParallelError` if a result is missing, which only a backend can bring about.
  @usableFromInline
  func take() throws -> [Output] {
    try state.withLock { state in
      let done = state.kept.reduce(0) { $0 + $1.count }
      guard done == count else {
        throw ParallelError(
          code: .backendFailed,
          reason: "the backend returned after \(done) of \(count) tasks: its `run` must wait for every worker"
        )
      }
      state.kept = []
      state.array.append(addingCapacity: count) { span in
        span.withUnsafeMutableBufferPointer { buffer, initializedCount in
          precondition(buffer.baseAddress == elements, "the storage of the results has moved")
          initializedCount = count
        }
      }
      defer { state.array = [] }
      return state.array
    }
  }
}
