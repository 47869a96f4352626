internal import CPlatform
public import Synchronization

/// The batches that one worker of a call takes, one after the other.
///
/// It does not hold the call that it works for but is given it each time: to count references to what all workers
/// share would cost more than to claim a task.
@usableFromInline
struct WorkerBatches {
  /// The worker's own tasks.
  ///
  /// SAFETY: they belong to the claims of the call, which outlives its workers.
  @usableFromInline let word: UnsafeMutablePointer<Atomic<UInt64>>
  @usableFromInline let worker: Int
  /// Whether anybody else has to do with the batches.
  @usableFromInline let isAttended: Bool
  @usableFromInline var size: BatchSize
  /// What the worker has in hand.
  @usableFromInline var current: Batch?
  /// How many tasks were left to the worker after it had claimed the last batch.
  @usableFromInline var left = 0
  /// When it did, if the size of the next batch depends on that.
  @usableFromInline var start: UInt64?

  @usableFromInline
  init(of call: Call, for worker: Int) {
    word = call.claims.word(of: worker)
    self.worker = worker
    isAttended = call.isAttended
    size = call.batchSize
  }

  /// The next batch, or `nil` if there is none.
  @inlinable @inline(__always)
  mutating func next(of call: Call) -> Batch? {
    if isAttended || start != nil { end(of: call) }
    let count = size.tasks(of: left)
    let batch = Claims.claim(count, from: word) ?? call.claims.steal(count, for: worker)
    left = batch?.left ?? 0
    if isAttended || size.isOpen(with: left) { begin(batch, of: call) }
    return batch
  }

  /// Begins a batch.
  @usableFromInline
  mutating func begin(_ batch: Batch?, of call: Call) {
    current = batch
    guard let batch else { return }
    call.observer?.began(batch.tasks, worker: worker)
    if start == nil, size.isOpen(with: left) { start = cplatform_time() }
  }

  /// Ends a batch.
  @usableFromInline
  mutating func end(of call: Call) {
    if let current, let start {
      let now = cplatform_time()
      size.adapt(to: current.end - current.start, took: now - start)
      self.start = size.isOpen(with: left) ? now : nil
    }
    leave(call)
  }

  /// Takes note that the worker has done what it had in hand, or will not.
  @usableFromInline
  mutating func leave(_ call: Call) {
    if let current { call.observer?.ended(current.tasks, worker: worker) }
    current = nil
  }
}
