import Testing

@testable import Ensembles

@Suite struct EditingTests {
  private var stack: SuperLearner {
    SuperLearner(folds: 2) {
      Layer { Mean() }
      Layer(named: "middle") { Echo() }
      Layer { Mean() }
    } meta: {
      Mean()
    }
  }

  @Test func layersAreFoundByTheirNames() throws {
    var edited = stack
    try edited.replaceLayer(named: "middle", with: Layer { Mean(offset: 3) })
    #expect(edited.layers[1].name == "middle")
    try edited.removeLayer(named: "layer-1")
    #expect(edited.layers.count == 2)
    // What was layer-3 has moved up, and no name is there twice.
    try edited.removeLayer(named: "layer-2")
    #expect(edited.layers.map(\.name) == ["middle"])
    let error = #expect(throws: ModelingError.self) { try edited.removeLayer(named: "midle") }
    #expect(error?.message.contains("did you mean “middle”") == true)
  }

  @Test func learnersAreFoundByTheirNames() throws {
    var edited = stack
    try edited.editLayer(named: "layer-3") { layer in
      layer = Layer {
        Mean()
        Mean()
        Preprocessing(named: "seen", LargestSeen()) { Echo() }
      }
      try layer.replaceLearner(named: "test-mean-2", with: Mean(offset: 2))
      try layer.replaceLearner(named: "seen.test-echo", with: Mean())
      #expect(layer.learners.map(\.transformer) == [nil, nil, "seen"])
      try layer.removeLearner(named: "seen.test-echo")
      #expect(layer.transformers.isEmpty)
      #expect(throws: ModelingError.self) { try layer.removeLearner(named: "seen.test-echo") }
    }
    let layer = edited.layers[2]
    #expect(layer.learners.count == 2)
    #expect(layer.learners[1].name == "test-mean-2")
    #expect(layer.learners[1].estimator as? Mean == Mean(offset: 2))
    _ = try ResolvedLayer(layer, position: 2)
  }

  @Test func anEmptyGroupGoesWithItsLastLearner() throws {
    var layer = Layer {
      LearnerGroup { Mean().named("a") }
      LearnerGroup { Mean().named("b") }
    }
    try layer.removeLearner(named: "b")
    #expect(layer.groups.count == 1 && layer.learners.map(\.name) == ["a"])
  }
}
