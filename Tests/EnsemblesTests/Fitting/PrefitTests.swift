import Synchronization
import Testing

@testable import Ensembles

/// Learners that have been fitted before, and learners that fail.
@Suite struct PrefitTests {
  private func stack(
    _ learners: [Learner], onFailure: LearnerFailurePolicy = .stop, meta: Learner = Learner(Mean())
  ) -> SuperLearner {
    SuperLearner(
      indexer: FoldIndexer(folds: 2), layers: [Layer(learners: learners)],
      meta: Layer(named: "meta", learners: [meta]), precision: .double,
      options: EnsembleOptions(onLearnerFailure: onFailure))
  }

  @Test func aFittedModelPredictsWithoutBeingFitted() async throws {
    let ready = Learner(fitted: Mean.Model(value: 8, featureCount: 1), named: "ready")
    let (model, outputs) = try await stack([Learner(Mean()), ready]).fittedWithOutputs(
      to: countingData(rows: 4))
    #expect(outputs[0].columnNames == ["ready", "test-mean"])
    #expect(outputs[0].matrix.column(0) == [8, 8, 8, 8])
    #expect(try await model.layerOutputs(from: Matrix<Double>(rows: [[0]]))[0].matrix.elements == [8, 1.5])
    let report = try await stack([ready]).fitted(to: countingData(rows: 4)).report
    #expect(report.learners[0].scores.count == 2)
    let scored = try #require(report.learners[0].scores.first)
    #expect(abs(scored - 56.5.squareRoot()) < 1e-12)  // errors of 8 and 7
    #expect(model.outline[0].learners.map(\.typeName) == ["test-mean-model", "test-mean"])
  }

  @Test func aModelThatDoesNotSuitIsNamed() async throws {
    let wide = Learner(fitted: Mean.Model(value: 8, featureCount: 3), named: "wide")
    let error = await #expect(throws: ModelingError.self) {
      try await stack([wide]).fitted(to: countingData(rows: 4))
    }
    #expect(error?.message.contains("“wide” of layer-1 was fitted to 3 columns") == true)
    let late = await #expect(throws: ModelingError.self) {
      try await stack([Learner(Picky(number: 0))], meta: wide).fitted(to: countingData(rows: 4))
    }
    #expect(late?.message.contains("“wide” of meta was fitted to 3 columns") == true)
    let classes = Learner(fitted: Frequencies.Model(shares: [0.5, 0.5], featureCount: 1))
    await #expect(throws: ModelingError.self) { try await stack([classes]).fitted(to: countingData(rows: 4)) }
  }

  @Test func learnersThatFailAreDroppedOnRequest() async throws {
    let learners = [Mean().named("good"), Picky(number: 3).named("bad"), Mean(offset: 1).named("better")]
    let stack = stack(learners, onFailure: .drop)
    let (model, outputs) = try await stack.fittedWithOutputs(to: countingData(rows: 4))
    #expect(outputs[0].columnNames == ["better", "good"])
    #expect(outputs[0].matrix.row(0) == [3.5, 2.5])
    #expect(model.report.dropped.map(\.learner) == ["bad"])
    #expect(model.report.dropped[0].reason.contains("“bad” of layer-1 failed in the fit to all rows"))
    #expect(model.report.description.contains("dropped: “bad” of layer-1"))
    #expect(try await model.layerOutputs(from: Matrix<Double>(rows: [[0]]))[0].matrix.elements == [2.5, 1.5])
    await #expect(throws: LearnerFailure.self) {
      try await self.stack(learners).fitted(to: countingData(rows: 4))
    }
  }

  @Test func failedPreprocessingDropsItsLearnersAlone() async throws {
    let layer = Layer {
      Mean()
      Preprocessing(named: "short", Shortened()) {
        Mean().named("a"); Echo().named("b")
      }
    }
    let stack = SuperLearner(
      indexer: FoldIndexer(folds: 2), layers: [layer],
      meta: Layer(named: "meta", learners: [Learner(Mean())]),
      options: EnsembleOptions(onLearnerFailure: .drop))
    let model = try await stack.fitted(to: countingData(rows: 4))
    #expect(model.report.dropped.map(\.learner) == ["short.a", "short.b"])
    #expect(model.layers[0].columnNames == ["test-mean"])
    #expect(model.layers[0].groups[0].transformers.isEmpty)
  }

  @Test func withoutAnyLearnerLeftTheFitEnds() async throws {
    let error = await #expect(throws: LearnerFailure.self) {
      try await stack([Learner(Picky(number: 0))], onFailure: .drop).fitted(to: countingData(rows: 4))
    }
    #expect("\(error as Any)".contains("no learner of the layer is left"))
  }
}

/// Cannot be fitted.
struct Shortened: Preprocessor {
  static let typeName = "test-shortened"
  static let summary = "fails"
  static let parameters: [Parameter<Shortened>] = []

  func fitted(to data: Dataset, in context: FittingContext) throws -> LargestSeen.Fitted {
    throw ModelingError(.tooFewRows, "there is never enough")
  }
}
