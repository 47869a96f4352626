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

  @Test func preprocessingAroundAGroupIsThatOfItsLearners() throws {
    let layer = Layer {
      Preprocessing(LargestSeen()) {
        Echo().named("loose")
        LearnerGroup {
          Mean().named("grouped")
          Preprocessing(named: "own", LargestSeen()) { Mean().named("z") }
        }
      }
      LearnerGroup { Mean().named("bare") }
    }
    #expect(
      try ResolvedLayer(layer, position: 0).groups.map { $0.learners.map(\.name.description) } == [
        ["test-largest-seen.loose"], ["own.z", "test-largest-seen.grouped"], ["bare"],
      ])
    let group = Layer { Preprocessing(LargestSeen()) { LearnerGroup { Echo().named("x") } } }
    let names = try ResolvedLayer(group, position: 0).learners.map(\.name.description)
    #expect(names == ["test-largest-seen.x"])
  }

  @Test func twoColumnsOfOneNameAreRefusedBeforeTheFirstFit() async throws {
    let layer = Layer {
      // A fit of it would be another error.
      LearnerGroup(indexer: SubsetIndexer(partitions: 2, folds: 2)) { Picky(number: 0).named("a") }
      LearnerGroup { Mean().named("a--0") }
    }
    let error = await #expect(throws: ModelingError.self) {
      try await stack(layer).fitted(to: countingData(rows: 4))
    }
    #expect(error?.message == "layer-1 would have two columns named “a--0”; rename a learner")
  }

  @Test func metaLearnersAreScoredOnTheFoldsOfTheLastLayer() async throws {
    let data = try countingData(rows: 6).grouped(by: ["a", "b", "c", "a", "b", "c"])
    let indexer = GroupedFoldIndexer(folds: 3)
    func scores(_ ensemble: StackedEnsemble<some Indexer>) async throws -> [Double] {
      try await ensemble.fitted(to: data).report.learners[1].scores
    }
    let meta = Layer(named: "meta", learners: [Learner(Mean())])
    let own = StackedEnsemble(
      indexer: FoldIndexer(folds: 3), layers: [Layer(indexer: indexer) { Echo() }], meta: meta)
    let common = StackedEnsemble(indexer: indexer, layers: [Layer { Echo() }], meta: meta)
    #expect(try await scores(own) == scores(common))
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
