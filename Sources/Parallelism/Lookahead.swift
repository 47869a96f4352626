/// How many inputs may be taken whose results have not been delivered yet.
///
/// It bounds what a stream of results holds in memory: inputs that wait, tasks that run, and results that nobody
/// has asked for. Fewer than there are workers leave some of these idle.
public struct Lookahead: Sendable, Hashable {
  private enum Request: Hashable {
    case perWorker(Double)
    case count(Int)
    case all
  }

  private let request: Request

  /// So many inputs for each worker, fractions included, rounded down in all.
  ///
  /// - Parameter inputs: A number that gives at least one input for all workers together.
  /// - Returns: A bound that depends on how many workers a call gets.
  public static func perWorker(_ inputs: Double) -> Lookahead {
    Lookahead(request: .perWorker(inputs))
  }

  /// So many inputs, whatever the workers.
  ///
  /// - Parameter inputs: A positive count.
  /// - Returns: That bound.
  public static func count(_ inputs: Int) -> Lookahead {
    Lookahead(request: .count(inputs))
  }

  /// All inputs, as fast as they come: nothing bounds the memory.
  public static let all = Lookahead(request: .all)

  private init(request: Request) {
    self.request = request
  }

  /// The positive count of inputs that is meant with so many workers.
  func resolved(workers: Int) throws(ParallelError) -> Int {
    switch request {
    case .all: return .max
    case .count(let inputs):
      guard inputs > 0 else { throw refusal("\(inputs) inputs", workers: workers) }
      return inputs
    case .perWorker(let inputs):
      let total = inputs * Double(workers)
      guard total >= 1 else { throw refusal("\(inputs) inputs a worker", workers: workers) }
      return Int(exactly: total.rounded(.down)) ?? .max
    }
  }

  private func refusal(_ asked: String, workers: Int) -> ParallelError {
    ParallelError(
      code: .invalidArgument,
      reason: "a lookahead of \(asked) lets none of \(workers) workers begin: allow one input in all or more")
  }
}
