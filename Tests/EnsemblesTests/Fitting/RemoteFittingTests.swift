import Ensembles
import Estimators
import Parallelism
import Testing

/// Fits whose units run where nothing of the caller's memory can be written to.
struct RemoteFittingTests {
  /// Does jobs in this process, which sees of the caller's memory what another machine would.
  private struct RemoteBackend: Backend {
    var memory: BackendMemory { .remote }

    func run(_ tasks: RemoteTasks, workers: Int) async throws {
      while var batch = tasks.take(for: 0, lasting: .milliseconds(10)) {
        guard let (request, attachments) = batch.requestWithAttachments() else { continue }
        let paths = Dictionary(uniqueKeysWithValues: attachments.map { ($0.id, $0.path) })
        let received = ReceivedAttachments { paths[$0] ?? "" }
        try batch.complete(with: RemoteTasks.perform(request, attachments: received))
      }
    }
  }

  private static func data() throws -> Dataset {
    let features = Matrix<Double>(rowCount: 60, columnCount: 3) { target in
      for place in 0..<180 {
        target.initializeElement(at: place, to: Double((place * 7919) % 101) / 10)
      }
    }
    return try Dataset(
      features: Features(features), target: (0..<60).map { row in Double((row * 31) % 17) + features[row, 1] }
    )
  }

  @Test(arguments: [true, false], [Precision.float, .double])
  func bitsAreThoseOfALocalFit(inOnePass: Bool, precision: Precision) async throws {
    let stack = SuperLearner(folds: 3, precision: precision, options: EnsembleOptions(inOnePass: inOnePass)) {
      Layer(propagating: [0]) {
        OrdinaryLeastSquares()
        RidgeRegression(penalty: 0.5)
        Preprocessing(named: "scaled", Standardizer()) { RidgeRegression(penalty: 2).named("scaled") }
        DecisionTreeRegression(depth: 3)
      }
      Layer { RidgeRegression(penalty: 0.1) }
    } meta: {
      OrdinaryLeastSquares()
    }
    let data = try Self.data()
    let here = try await stack.fitted(to: data, on: Parallel(on: .sequential))
    let there = try await stack.fitted(to: data, on: Parallel(workers: 3, on: RemoteBackend()))
    let unseen = data.features
    let (expected, found) = try await (here.predictions(from: unseen), there.predictions(from: unseen))
    #expect(found.map(\.bitPattern) == expected.map(\.bitPattern))
    #expect(there.report.learners.map(\.scores) == here.report.learners.map(\.scores))
  }
}
