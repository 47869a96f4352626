/// Which workers wait for work, and until when.
///
/// Without processes and clocks of its own, so that it can be tested as a value. There are few, so that they are
/// looked through, which takes less than to compute the hash of a key.
struct IdleWorkers<Key: Equatable, Worker: AnyObject, Instant: Comparable> {
  private struct Entry {
    let key: Key
    let worker: Worker
    let deadline: Instant
  }

  /// In the order in which they have come.
  private var waiting: [Entry] = []

  /// The worker of a key that came last, whose memory is the warmest.
  mutating func take(_ key: Key) -> Worker? {
    waiting.lastIndex { $0.key == key }.map { waiting.remove(at: $0).worker }
  }

  mutating func put(_ worker: Worker, for key: Key, until deadline: Instant) {
    waiting.append(Entry(key: key, worker: worker, deadline: deadline))
  }

  /// All workers that wait.
  var all: [Worker] { waiting.map(\.worker) }

  /// Takes all workers of some keys.
  mutating func takeAll(where isWanted: (Key) -> Bool) -> [Worker] {
    take { isWanted($0.key) }
  }

  /// Takes one worker.
  ///
  /// - Returns: Whether it was waiting.
  mutating func take(_ worker: Worker) -> Bool {
    !take { $0.worker === worker }.isEmpty
  }

  /// Takes the workers that have waited long enough.
  mutating func takeExpired(at now: Instant) -> [Worker] {
    take { $0.deadline <= now }
  }

  /// When the next of them has waited long enough.
  var nextDeadline: Instant? { waiting.map(\.deadline).min() }

  private mutating func take(where isWanted: (Entry) -> Bool) -> [Worker] {
    let taken = waiting.filter(isWanted)
    waiting.removeAll(where: isWanted)
    return taken.map(\.worker)
  }
}
