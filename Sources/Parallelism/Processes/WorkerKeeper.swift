internal import CWorkerStart
internal import MemoryMapping
internal import SystemPackage

/// The thread that passes on what workers write to their standard error, buries those that die while they are idle
/// and ends those that were idle for long.
///
/// It sleeps in the kernel until one of these happens. The workers that it watches live at least until it has woken
/// up, so that no descriptor is another's meanwhile.
final class WorkerKeeper: Sendable {
  private let bell: Int32

  /// Starts the thread.
  ///
  /// - Throws: `ParallelError` if the system refuses.
  init(pool: WorkerPool) throws(ParallelError) {
    var bell: Int32 = -1
    let refusal = ParallelError(
      code: .backendFailed,
      reason:
        "the system refuses a thread that looks after worker processes: raise its limits, or use .threads")
    guard cworker_bell_create(&bell) == 0 else { throw refusal }
    self.bell = bell
    SharedSegment.ringWhenOneEnds(FileDescriptor(rawValue: bell))
    guard PoolThread(name: "parallel-keeper", body: { [bell] _ in Self.keep(pool, bell: bell) }) != nil else {
      cworker_close(bell)
      throw refusal
    }
  }

  /// Tells the thread that there are other workers, or another deadline, than it knows of.
  func notice() {
    cworker_bell_ring(bell)
  }

  private static func keep(_ pool: WorkerPool, bell: Int32) -> Never {
    // Workers whose pipe has ended: waiting for these would return at once.
    var silent: Set<ObjectIdentifier> = []
    while true {
      let next = pool.endExpired()
      let workers = pool.living
      silent.formIntersection(workers.map(ObjectIdentifier.init))

      var watched = [watched(bell)]
      for worker in workers {
        // The kernel passes over negative descriptors.
        let isSilent = silent.contains(ObjectIdentifier(worker))
        watched.append(Self.watched(isSilent ? -1 : worker.errorOutput.awaited))
        watched.append(Self.watched(worker.handle))
      }
      cworker_watch(&watched, watched.count, next?.roundedUpMilliseconds ?? -1)
      if watched[0].ready {
        cworker_bell_silence(bell)
        pool.releaseMemory()
      }
      for (index, worker) in workers.enumerated() {
        let (errors, handle) = (watched[2 * index + 1], watched[2 * index + 2])
        if errors.ready || errors.ended, !worker.errorOutput.passOn() {
          silent.insert(ObjectIdentifier(worker))
        }
        if handle.ready { pool.bury(worker) }
      }
    }
  }

  private static func watched(_ descriptor: Int32) -> cworker_watched {
    cworker_watched(descriptor: descriptor, ready: false, ended: false)
  }
}
