public import Synchronization

/// Gives every task to one worker, and each worker tasks as long as any are left.
///
/// SAFETY: the pointer is set once and freed by `deinit`; all that it points to is atomic.
@usableFromInline
final class Claims: @unchecked Sendable {
  /// How many words lie between two that are used: no two share a cache line, nor a pair of lines fetched together.
  @inlinable static var stride: Int { 16 }

  /// The ranges, as raw values.
  @usableFromInline let words: UnsafeMutablePointer<Atomic<UInt64>>
  @usableFromInline let workers: Int

  init(taskCount: Int, workers: Int) {
    words = .allocate(capacity: workers * Self.stride)
    for worker in 0..<workers {
      let range = TaskRange.share(of: worker, in: taskCount, among: workers)
      (words + worker * Self.stride).initialize(to: Atomic(range.rawValue))
    }
    self.workers = workers
  }

  deinit {
    for worker in 0..<workers {
      (words + worker * Self.stride).deinitialize(count: 1)
    }
    words.deallocate()
  }

  /// Where the tasks of a worker are counted.
  @inlinable
  func word(of worker: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
    precondition(worker >= 0 && worker < workers, "the backend made up a worker")
    return words + worker * Self.stride
  }

  /// Tasks that nobody else gets, or `nil` if there are none left for this worker, which then asks no more.
  ///
  /// - Parameters:
  ///   - count: How many tasks it wants, ``BatchSize/largest`` at most.
  ///   - worker: Who asks.
  /// - Returns: The tasks.
  func claim(_ count: Int, for worker: Int) -> Batch? {
    Self.claim(count, from: word(of: worker)) ?? steal(count, for: worker)
  }

  /// The first of the tasks that its owner finds in a word, if there are any.
  @inlinable @inline(__always)
  static func claim(_ count: Int, from word: UnsafeMutablePointer<Atomic<UInt64>>) -> Batch? {
    TaskRange(
      rawValue: word.pointee.wrappingAdd(UInt64(truncatingIfNeeded: count), ordering: .relaxed).oldValue
    )
    .first(count)
  }

  /// Takes the later half of what another worker has, returns the first tasks of it and keeps the rest for `worker`.
  @usableFromInline
  func steal(_ count: Int, for worker: Int) -> Batch? {
    for step in 1..<max(workers, 1) {
      let victim = (worker + step) % workers
      var range = TaskRange(rawValue: words[victim * Self.stride].load(ordering: .relaxed))
      while let (kept, taken) = range.halved() {
        let (exchanged, current) = words[victim * Self.stride].compareExchange(
          expected: range.rawValue, desired: kept.rawValue, ordering: .relaxed)
        if exchanged, let batch = taken.first(count) {
          words[worker * Self.stride].store(taken.from(batch.end).rawValue, ordering: .relaxed)
          return batch
        }
        range = TaskRange(rawValue: current)
      }
    }
    return nil
  }
}
