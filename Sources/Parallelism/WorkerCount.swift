/// How many workers a call may use.
///
/// ```swift
/// Parallel(workers: 4)
/// Parallel(workers: .all(except: 1))
/// ```
public struct WorkerCount: Sendable, Hashable, ExpressibleByIntegerLiteral {
  private enum Request: Hashable {
    case exactly(Int)
    case allExcept(Int)
  }

  private let request: Request

  /// As many as there are processors that this process may keep busy.
  ///
  /// The affinity of the calling thread and the quotas of control groups count, as containers and services set
  /// them.
  public static let all = all(except: 0)

  /// As many as ``all``, less some that shall stay free, and never less than one.
  ///
  /// - Parameter spared: How many processors stay free, zero or more.
  /// - Returns: A count that depends on the machine that the call runs on.
  public static func all(except spared: Int) -> WorkerCount {
    WorkerCount(request: .allExcept(spared))
  }

  /// As many as given, whatever the machine has.
  ///
  /// - Parameter count: A positive count.
  /// - Returns: That count.
  public static func exactly(_ count: Int) -> WorkerCount {
    WorkerCount(request: .exactly(count))
  }

  private init(request: Request) {
    self.request = request
  }

  /// The same as ``exactly(_:)``.
  public init(integerLiteral count: Int) {
    self.init(request: .exactly(count))
  }

  /// The positive count that is meant on a machine with so many processors, which is asked for when it matters.
  func resolved(processors: () -> Int) throws(ParallelError) -> Int {
    switch request {
    case .exactly(let count):
      guard count > 0 else {
        throw ParallelError(
          code: .invalidWorkerCount,
          reason: "\(count) workers cannot run anything: ask for 1 or more, for .all or for .all(except: 1)")
      }
      return count
    case .allExcept(let spared):
      guard spared >= 0 else {
        throw ParallelError(
          code: .invalidWorkerCount,
          reason: "all workers except \(spared) is more than all: spare 0 or more, or ask for .exactly(n)")
      }
      return max(1, processors() - spared)
    }
  }
}
