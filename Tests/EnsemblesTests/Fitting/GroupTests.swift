import Testing

@testable import Ensembles

@Suite struct GroupTests {
  private func stack(_ layer: Layer) -> SuperLearner {
    SuperLearner(
      indexer: FoldIndexer(folds: 2), layers: [layer],
      meta: Layer(named: "meta", learners: [Learner(Echo())]),
      precision: .double)
  }

  @Test func eachGroupIsCrossFittedInItsOwnWay() async throws {
    let layer = Layer(propagating: [0]) {
      Mean().named("z")
      LearnerGroup(named: "all rows", indexer: FullIndexer()) {
        Mean().named("y")
        Preprocessing(LargestSeen()) { Echo().named("largest") }
      }
      LearnerGroup(indexer: SubsetIndexer(partitions: 2, folds: 2)) { Mean().named("a") }
    }
    let (model, outputs) = try await stack(layer).fittedWithOutputs(to: countingData(rows: 4))
    #expect(
      outputs[0].columnNames == [
        "column 0", "z", "test-largest-seen.largest", "y", "a--0", "a--1",
      ])
    // The halves 0-1 and 2-3, whose folds are single rows.
    #expect(outputs[0].matrix.row(0) == [0, 2.5, 3, 1.5, 1, 3])
    #expect(outputs[0].matrix.row(3) == [3, 0.5, 3, 1.5, 0, 2])
    let unseen = try await model.layerOutputs(from: Matrix<Double>(rows: [[9]]))[0]
    #expect(unseen.matrix.elements == [9, 1.5, 3, 1.5, 0.5, 2.5])
    #expect(
      model.report.learners.map(\.learner) == [
        "z", "test-largest-seen.largest", "y", "a--0", "a--1", "test-echo",
      ])
  }

  @Test func groupsThatPredictOtherRowsAreNamed() async throws {
    let layer = Layer {
      LearnerGroup(named: "folds") { Mean().named("a") }
      LearnerGroup(named: "half", indexer: BlendIndexer(testSize: 0.5)) { Mean().named("b") }
    }
    let error = await #expect(throws: ModelingError.self) {
      try await stack(layer).fitted(to: countingData(rows: 4))
    }
    #expect(error?.message.contains("“folds” and “half” of layer-1 predict different rows") == true)
  }

  @Test func namesAreUniqueInTheWholeLayer() throws {
    func failure(_ layer: Layer) -> String? {
      #expect(throws: ModelingError.self) { try ResolvedLayer(layer, position: 0) }?.message
    }
    let twice = Layer {
      LearnerGroup { Mean().named("a") }
      LearnerGroup { Mean().named("a") }
    }
    #expect(failure(twice)?.contains("two learners named “a”") == true)
    let groups = Layer {
      LearnerGroup(named: "g") { Mean() }
      LearnerGroup(named: "g") { Echo() }
    }
    #expect(failure(groups)?.contains("two groups named “g”") == true)
    #expect(failure(Layer { LearnerGroup(named: "g") {} })?.contains("has no learners") == true)
    let half = Layer {
      Mean()
      LearnerGroup(named: "g") {}
    }
    #expect(failure(half)?.contains("a group “g” without learners") == true)
    // Unnamed learners are numbered through all groups, and transformers belong to theirs.
    let unnamed = Layer {
      LearnerGroup { Preprocessing(LargestSeen()) { Mean() } }
      LearnerGroup { Preprocessing(LargestSeen()) { Mean() } }
    }
    #expect(
      try ResolvedLayer(unnamed, position: 0).learners.map(\.name.description) == [
        "test-largest-seen.test-mean-1", "test-largest-seen.test-mean-2",
      ])
  }
}
