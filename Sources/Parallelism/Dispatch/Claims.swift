public import Synchronization

/// Gives every task to one worker, and each worker a task as long as any is left.
///
/// SAFETY: the pointer is set once and freed by `deinit`; all that it points to is atomic.
@usableFromInline
final class Claims: @unchecked Sendable {
  /// A word and enough room that no two words share a cache line, nor a pair of lines that is fetched together.
  @usableFromInline
  struct Stripe: ~Copyable {
    @usableFromInline let range: Atomic<UInt64>
    private let padding: InlineArray<15, UInt64>

    init(_ range: TaskRange) {
      self.range = Atomic(range.rawValue)
      padding = InlineArray(repeating: 0)
    }
  }

  @usableFromInline let stripes: UnsafeMutablePointer<Stripe>
  @usableFromInline let workers: Int

  init(taskCount: Int, workers: Int) {
    let ranges = TaskRange.dividing(taskCount, among: workers)
    stripes = .allocate(capacity: workers)
    for (worker, range) in ranges.enumerated() {
      (stripes + worker).initialize(to: Stripe(range))
    }
    self.workers = workers
  }

  deinit {
    stripes.deinitialize(count: workers)
    stripes.deallocate()
  }

  /// A task that nobody else gets, or `nil` if there is none left for this worker.
  @inlinable
  func claim(for worker: Int) -> Int? {
    precondition(worker >= 0 && worker < workers, "the backend made up a worker")
    let range = stripes[worker].range.wrappingAdd(1, ordering: .relaxed).oldValue
    return TaskRange(rawValue: range).first ?? steal(for: worker)
  }

  /// Takes the later half of what another worker has, keeps all but its first task for `worker`, returns that.
  @usableFromInline
  func steal(for worker: Int) -> Int? {
    for step in 1..<max(workers, 1) {
      let victim = (worker + step) % workers
      var range = TaskRange(rawValue: stripes[victim].range.load(ordering: .relaxed))
      while let (kept, taken) = range.halved() {
        let (exchanged, current) = stripes[victim].range.compareExchange(
          expected: range.rawValue, desired: kept.rawValue, ordering: .relaxed)
        if exchanged {
          stripes[worker].range.store(taken.dropFirst().rawValue, ordering: .relaxed)
          return Int(taken.lowerBound)
        }
        range = TaskRange(rawValue: current)
      }
    }
    return nil
  }
}
