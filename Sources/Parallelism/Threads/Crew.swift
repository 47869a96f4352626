internal import CPlatform
internal import Synchronization

/// The threads of a pool as one asynchronous call sees them: it can tell when jobs of the call have ended.
///
/// A task that waits for others is resumed where it ran before, which may have to be woken for it. Whoever knows
/// that the others have ended need not wait.
final class Crew: TaskExecutor {
  private let pool: ThreadPool
  private let endedJobs = Atomic(0)

  init(of pool: ThreadPool) {
    self.pool = pool
  }

  func enqueue(_ job: consuming ExecutorJob) {
    pool.add(.jobOf(self, UnownedJob(job)))
  }

  /// Takes note that a job has ended.
  func endJob() {
    endedJobs.add(1, ordering: .releasing)
  }

  /// Stays awake until so many jobs have ended, or for so long.
  ///
  /// - Returns: Whether they have.
  func ends(jobs: Int, within time: Duration) -> Bool {
    let end = cplatform_time() + UInt64(max(0, time.nanoseconds))
    repeat {
      for _ in 0..<32 {
        if endedJobs.load(ordering: .acquiring) >= jobs { return true }
        cplatform_pause()
      }
    } while cplatform_time() < end
    return false
  }
}
