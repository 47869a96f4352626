import Exchange
import Parallelism

/// The smallest job that there is.
package struct SquareRoot: Job {
  package var value: Double

  package func run() -> Double { value.squareRoot() }
}

/// Answers the request for a cold start, which a process can do once.
package func answerColdStart(as version: String) async {
  await answerRequests(
    as: version,
    with: [
      "cold": { _ in
        try await nanoseconds {
          let roots = try await Parallel(workers: 2, on: .processes).run([
            SquareRoot(value: 4), SquareRoot(value: 9),
          ])
          precondition(roots == [2, 3])
        }
      }
    ])
}
