public import Synchronization

/// Gives every task to one worker, and each worker a task as long as any is left.
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
    for (worker, range) in TaskRange.dividing(taskCount, among: workers).enumerated() {
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

  /// A task that nobody else gets, or `nil` if there is none left for this worker.
  @inlinable
  func claim(for worker: Int) -> Int? {
    precondition(worker >= 0 && worker < workers, "the backend made up a worker")
    let range = words[worker * Self.stride].wrappingAdd(1, ordering: .relaxed).oldValue
    return TaskRange(rawValue: range).first ?? steal(for: worker)
  }

  /// Takes the later half of what another worker has, keeps all but its first task for `worker`, returns that.
  @usableFromInline
  func steal(for worker: Int) -> Int? {
    for step in 1..<max(workers, 1) {
      let victim = (worker + step) % workers
      var range = TaskRange(rawValue: words[victim * Self.stride].load(ordering: .relaxed))
      while let (kept, taken) = range.halved() {
        let (exchanged, current) = words[victim * Self.stride].compareExchange(
          expected: range.rawValue, desired: kept.rawValue, ordering: .relaxed)
        if exchanged {
          words[worker * Self.stride].store(taken.dropFirst().rawValue, ordering: .relaxed)
          return Int(taken.lowerBound)
        }
        range = TaskRange(rawValue: current)
      }
    }
    return nil
  }
}
