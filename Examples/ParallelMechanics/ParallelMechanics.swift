import Ensembles
import Estimators

/// Runs a graph of learners step by step, and prints what each step gives.
@main
struct ParallelMechanics {
  static func main() async throws {
    // Twenty numbers in two columns, and ten random numbers to be predicted.
    let data = try Dataset(
      features: Matrix<Double>(rowCount: 10, columnCount: 2, elements: (0..<20).map(Double.init)),
      target: [
        0.43599490214200376, 0.025926231827891333, 0.5496624778787091, 0.4353223926182769,
        0.42036780208748903, 0.3303348210038741, 0.2046486340378425, 0.6192709663506637,
        0.29965467367452314, 0.26682727510286663,
      ])
    let leastSquares = OrdinaryLeastSquares(intercept: false)

    // Every task of the session is cross-fitted over two folds. What the session keeps goes when it ends.
    try await withProcessing(on: Parallel(workers: .all), indexer: FoldIndexer(folds: 2)) { session in
      // Tasks side by side, here a single one. Each row is predicted by the fit that has not seen it.
      let mapped = try await session.map(leastSquares.named("ols"), fittedTo: data)
      show("map", mapped.outputs)

      // Each learner behind the first learns from the errors of the one before. The transformers are tasks too; the
      // learners after them find them, as all tasks share one cache.
      var tasks: [any GraphNode] = [leastSquares.named("ols-1")]
      for number in 2...3 {
        tasks.append(Transformer(named: "sc-\(number)", Pipeline([AbsoluteErrors()])))
        tasks.append(Learner(leastSquares, named: "ols-\(number)", after: "sc-\(number)"))
      }
      let stacked = try await session.stack(tasks, fittedTo: data, caches: .shared)
      show("stack", stacked.outputs)

      // The output of some tasks instead of the last alone.
      let named = try await session.stack(
        tasks, fittedTo: data, returning: .named(["ols-1", "ols-3"]), caches: .shared)
      show("process", named.outputs)
    }

    // A session of its own for one learner: fit, then predict with the model of all rows.
    try await withProcessing(cache: .folder(), indexer: FoldIndexer(folds: 2)) { session in
      let fitted = try await session.stack(leastSquares.named("ols"), fittedTo: data)
      show("predict", try await session.stack(fitted.graph, predicting: data.features))
      show("transform", try await session.stack(fitted.graph, transforming: data))
    }
  }

  /// Prints one line for each task: the step, the task and its numbers.
  private static func show(_ step: String, _ outputs: [TaskOutput]) {
    for output in outputs {
      let numbers = output.matrix(as: Float.self).elements.map { "\($0)" }
      print(step, output.task, numbers.joined(separator: " "))
    }
  }
}
