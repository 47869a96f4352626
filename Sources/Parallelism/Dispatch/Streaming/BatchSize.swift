/// How many tasks of a stream a worker takes at a time.
///
/// Tasks of one batch are delivered together, so that a batch must be over before anybody would notice.
struct BatchSize {
  /// How long a batch shall take at most, where nobody has said how many tasks it has.
  ///
  /// About what it takes to wake a thread.
  static let longest = Duration.microseconds(20)

  private let isFixed: Bool
  private(set) var tasks: Int

  init(_ batching: Batching) {
    switch batching.request {
    case .size(let size):
      isFixed = true
      tasks = size
    case .automatic:
      isFixed = false
      tasks = 1
    }
  }

  /// The size of a batch where so many tasks wait for so many workers.
  ///
  /// The workers share what waits, and half of it is left for the time when they are through with their parts.
  func limited(to waiting: Int, among workers: Int) -> Int {
    isFixed ? min(tasks, waiting) : max(1, min(tasks, waiting / 2 / workers))
  }

  /// Takes note of how long a batch has taken.
  ///
  /// The size doubles at most, so that a quick beginning puts no slow tasks together, and drops at once.
  mutating func note(tasks done: Int, took time: Duration) {
    guard !isFixed, done > 0 else { return }
    let fitting = Double(done) * (Self.longest / max(time, .nanoseconds(1)))
    tasks = max(1, min(2 * tasks, fitting < 1024 ? Int(fitting) : 1024, 1024))
  }
}
