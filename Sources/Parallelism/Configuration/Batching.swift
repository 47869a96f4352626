/// How many tasks a worker takes at a time.
///
/// To take a task costs a few nanoseconds on threads and many microseconds on the way to another process. Taking
/// many at once spreads that; taking too many leaves workers idle at the end, while one has a heap left.
public struct Batching: Sendable, Hashable {
  enum Request: Hashable {
    case automatic
    case size(Int)
  }

  let request: Request

  /// As many as take some microseconds on threads, and some milliseconds in other processes, going by how long the
  /// tasks before took.
  ///
  /// A size grows in steps, so that a quick beginning does not put slow tasks together by the thousand.
  public static let automatic = Batching(request: .automatic)

  /// So many, the last time perhaps fewer.
  ///
  /// - Parameter tasks: A positive count. Less is an error of the calls.
  /// - Returns: That size.
  public static func size(_ tasks: Int) -> Batching {
    Batching(request: .size(tasks))
  }

  private init(request: Request) {
    self.request = request
  }

  /// Makes sure that the size can be meant.
  func validate() throws(ParallelError) {
    guard case .size(let tasks) = request, tasks < 1 else { return }
    throw ParallelError(
      code: .invalidArgument,
      reason: "a batch of \(tasks) tasks gets nothing done: ask for 1 or more, or .automatic")
  }
}
