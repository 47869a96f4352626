/// Which threads of a pool are idle and which jobs wait for one: the decisions of the pool, without its threads.
///
/// At any time at least as many threads are on their way to the roster as jobs wait. A job that is added wakes one, a
/// new one if none is idle, unless one more is on its way than jobs wait: a thread that ends its job early may have
/// taken the job meant for that one. So no job ever waits for a thread that is busy, and jobs may wait for one another.
struct ThreadRoster<Job, Thread: Equatable> {
  /// What a thread does next.
  enum Turn {
    case run(Job)
    /// Stay awake for a moment, and ask ``sleep(_:)`` unless it is woken meanwhile.
    case watch
    /// Sleep until it is woken; ask ``end(_:)`` if that takes long and `mayEnd` says so.
    case sleep(mayEnd: Bool)
  }

  /// How many threads there are.
  private(set) var threadCount = 0

  /// How many threads stay, however long they have nothing to do.
  private let kept: Int

  /// How many threads may be awake without work.
  private let watching: Int

  /// How many threads there have ever been.
  private var startedCount = 0

  /// How many threads have been woken that have not arrived yet.
  private var arrivingCount = 0

  /// Those that are awake without work, which is over soon.
  private var awake: [Thread] = []

  /// The thread that fell asleep last is last, and is woken first: what it needs may still be in a cache.
  private var asleep: [Thread] = []
  private var jobs = FIFO<Job>()

  /// A roster without threads.
  ///
  /// - Parameters:
  ///   - kept: How many threads stay without work, at least one.
  ///   - watching: How many threads may be awake without work.
  init(keeping kept: Int, watching: Int) {
    self.kept = kept
    self.watching = watching
  }

  /// Adds a job.
  ///
  /// - Parameters:
  ///   - job: What to run.
  ///   - start: Makes a sleeping thread, given its number from one, or fails to.
  /// - Returns: The thread to wake. Without one, another is on its way to the job, or the system has refused one and the
  ///   job waits until some thread is free.
  mutating func add(_ job: Job, start: (Int) -> Thread?) -> Thread? {
    jobs.append(job)
    let thread: Thread?
    if let watching = awake.popLast() {
      // It comes sooner than one that was woken before, and to wake it costs little.
      thread = watching
    } else if arrivingCount < jobs.count {
      thread = asleep.popLast() ?? started(by: start)
    } else {
      thread = nil
    }
    if thread != nil { arrivingCount += 1 }
    return thread
  }

  /// Takes back jobs that nobody needs any more.
  ///
  /// A thread that was woken for one is there for the next that is added. If they stayed, and a busy machine let no
  /// thread come to them, every call would start one more.
  mutating func withdraw(where isObsolete: (Job) -> Bool) {
    jobs.removeAll(where: isObsolete)
  }

  /// What a thread does next that has been woken.
  mutating func arrive(_ thread: Thread) -> Turn {
    arrivingCount -= 1
    return next(for: thread)
  }

  /// Makes sure that there is a thread, so that no job can wait forever.
  ///
  /// - Parameter start: Makes a sleeping thread, given its number from one, or fails to.
  /// - Returns: Whether there is one.
  mutating func prepare(start: (Int) -> Thread?) -> Bool {
    guard threadCount == 0 else { return true }
    guard let thread = started(by: start) else { return false }
    asleep.append(thread)
    return true
  }

  private mutating func started(by start: (Int) -> Thread?) -> Thread? {
    guard let thread = start(startedCount + 1) else { return nil }
    startedCount += 1
    threadCount += 1
    return thread
  }

  /// What a thread does next that has ended a job.
  mutating func next(for thread: Thread) -> Turn {
    if let job = jobs.popFirst() { return .run(job) }
    guard awake.count >= watching else {
      awake.append(thread)
      return .watch
    }
    return fallAsleep(thread)
  }

  /// What a thread does next that has been awake for long enough.
  ///
  /// - Returns: `nil` if somebody wakes it just now.
  mutating func sleep(_ thread: Thread) -> Turn? {
    guard let place = awake.firstIndex(of: thread) else { return nil }
    awake.remove(at: place)
    return fallAsleep(thread)
  }

  private mutating func fallAsleep(_ thread: Thread) -> Turn {
    asleep.append(thread)
    return .sleep(mayEnd: threadCount > kept)
  }

  /// Lets go of a thread that has slept for long.
  ///
  /// - Returns: Whether it ends. If not, it shall sleep on until it is woken, which may be on its way.
  mutating func end(_ thread: Thread) -> Bool {
    guard threadCount > kept, let place = asleep.firstIndex(of: thread) else { return false }
    asleep.remove(at: place)
    threadCount -= 1
    return true
  }
}
