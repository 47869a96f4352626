import Ensembles
import Estimators
import Testing

/// Steps that leave no column to those behind them.
@Suite struct PipelineAcceptanceTests {
  /// One column that is 0 in the first half of the rows and 1 in the second, so that a fold sees one category alone.
  private func data() throws -> Dataset {
    try Dataset(
      features: Matrix(column: (0..<12).map { $0 < 6 ? 0.0 : 1 }), target: (0..<12).map { Double($0 % 5) })
  }

  private let encoder = OneHotEncoder(unknown: .zeros, dropFirst: true)
  private let nothing = FeatureClosure("nothing") { $0.columns([]) }

  private func stack(_ preprocessing: Preprocessing) -> SuperLearner {
    SuperLearner(
      indexer: FoldIndexer(folds: 2, assignment: .consecutive), layers: [Layer { preprocessing }],
      meta: Layer(named: "meta", learners: [Learner(OrdinaryLeastSquares())]))
  }

  private func message(
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
  ) async -> String {
    let error = await #expect(throws: (any Error).self, sourceLocation: sourceLocation) { try await body() }
    return error.map { "\($0)" } ?? ""
  }

  @Test(
    arguments: [
      RidgeRegression(), OrdinaryLeastSquares(), LassoRegression(), NeighborsRegression(neighbors: 1),
      DecisionTreeRegression(), KernelRidgeRegression(), RidgeSelection(),
    ] as [any Estimator])
  func aLearnerWithoutColumnsIsNamed(_ learner: any Estimator) async throws {
    let name = type(of: learner).typeName
    let encoded = await message { _ = try await stack(Preprocessing(encoder) { learner }).fitted(to: data()) }
    #expect(encoded.contains("left no column of features for “\(name)” to learn from"), "\(encoded)")
    let closed = await message { _ = try await stack(Preprocessing(nothing) { learner }).fitted(to: data()) }
    #expect(closed.contains("left no column of features for “\(name)” to learn from"), "\(closed)")
  }

  @Test(
    arguments: [Standardizer(), PrincipalComponents(), PolynomialFeatures(), Imputer()] as [any Preprocessor])
  func aStepWithoutColumnsIsNamed(_ step: any Preprocessor) async throws {
    let ensemble = stack(Preprocessing(nothing, step) { RidgeRegression() })
    let found = await message { _ = try await ensemble.fitted(to: data()) }
    #expect(
      found.contains("left no column of features for “\(type(of: step).typeName)” to learn from"), "\(found)")
  }

  @Test func anEvaluationNamesIt() async throws {
    let evaluator = Evaluator(folds: FoldIndexer(folds: 2, assignment: .consecutive))
    let found = await message {
      _ = try await evaluator.evaluation(
        of: [Candidate(RidgeRegression(), after: ["front"])],
        preprocessing: [Transformer(named: "front", Pipeline([encoder]))], over: data())
    }
    #expect(found.contains("left no column of features for “ridge” to learn from"), "\(found)")
  }

  @Test func aProcessingSessionNamesIt() async throws {
    let found = await message {
      try await withProcessing(indexer: FoldIndexer(folds: 2, assignment: .consecutive)) { session in
        _ = try await session.map(
          Layer { Preprocessing(named: "front", encoder) { RidgeRegression() } }, fittedTo: data())
      }
    }
    #expect(found.contains("left no column of features for “ridge” to learn from"), "\(found)")
  }
}
