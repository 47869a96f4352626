/// Which threads of a pool are idle and which jobs wait for one: the decisions of the pool, without its threads.
///
/// Every job that is added wakes a thread for itself, a new one if none is idle. A thread that ends its job early
/// may take a job meant for another, which then finds nothing; but no job ever waits for a thread that is busy, so
/// that jobs may wait for one another.
struct ThreadRoster<Job, Thread> {
  /// How many threads there are.
  private(set) var threadCount = 0

  /// The thread that fell asleep last is last, and is woken first: what it needs may still be in a cache.
  private var idle: [Thread] = []
  private var jobs = FIFO<Job>()

  /// Adds a job.
  ///
  /// - Parameters:
  ///   - job: What to run.
  ///   - start: Makes a sleeping thread, given its number from one, or fails to.
  /// - Returns: The thread to wake. Without one, the job waits until some thread is free.
  mutating func add(_ job: Job, start: (Int) -> Thread?) -> Thread? {
    jobs.append(job)
    if let thread = idle.popLast() { return thread }
    guard let thread = start(threadCount + 1) else { return nil }
    threadCount += 1
    return thread
  }

  /// Makes sure that there is a thread, so that no job can wait forever.
  ///
  /// - Parameter start: Makes a sleeping thread, given its number from one, or fails to.
  /// - Returns: Whether there is one.
  mutating func prepare(start: (Int) -> Thread?) -> Bool {
    guard threadCount == 0 else { return true }
    guard let thread = start(1) else { return false }
    threadCount = 1
    idle.append(thread)
    return true
  }

  /// The longest waiting job, or `nil` if the thread shall sleep until it is woken.
  mutating func nextJob(for thread: Thread) -> Job? {
    if let job = jobs.popFirst() { return job }
    idle.append(thread)
    return nil
  }
}
