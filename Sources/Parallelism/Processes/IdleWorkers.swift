/// Which workers wait for work, and until when.
///
/// Without processes and clocks of its own, so that it can be tested as a value.
struct IdleWorkers<Key: Hashable, Worker: AnyObject, Instant: Comparable> {
  private var waiting: [Key: [(worker: Worker, deadline: Instant)]] = [:]

  /// The worker of a key that came last, whose memory is the warmest.
  mutating func take(_ key: Key) -> Worker? {
    let worker = waiting[key]?.popLast()?.worker
    if waiting[key]?.isEmpty == true { waiting[key] = nil }
    return worker
  }

  mutating func put(_ worker: Worker, for key: Key, until deadline: Instant) {
    waiting[key, default: []].append((worker, deadline))
  }

  /// All workers that wait.
  var all: [Worker] { waiting.values.joined().map(\.worker) }

  /// Takes all workers of some keys.
  mutating func takeAll(where isWanted: (Key) -> Bool) -> [Worker] {
    let wanted = waiting.filter { isWanted($0.key) }
    for key in wanted.keys { waiting[key] = nil }
    return wanted.values.joined().map(\.worker)
  }

  /// Takes one worker.
  ///
  /// - Returns: Whether it was waiting.
  mutating func take(_ worker: Worker, of key: Key) -> Bool {
    guard let index = waiting[key]?.firstIndex(where: { $0.worker === worker }) else { return false }
    waiting[key]?.remove(at: index)
    return true
  }

  /// Takes the workers that have waited long enough.
  mutating func takeExpired(at now: Instant) -> [Worker] {
    var expired: [Worker] = []
    for (key, workers) in waiting {
      expired += workers.filter { $0.deadline <= now }.map(\.worker)
      let rest = workers.filter { $0.deadline > now }
      waiting[key] = rest.isEmpty ? nil : rest
    }
    return expired
  }

  /// When the next of them has waited long enough.
  var nextDeadline: Instant? {
    waiting.values.joined().map(\.deadline).min()
  }
}
