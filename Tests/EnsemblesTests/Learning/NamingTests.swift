import Estimators
import Testing

@testable import Ensembles

@Suite struct NamingTests {
  private func names(_ learners: [Learner], transformers: [String] = []) throws -> [String] {
    try ResolvedLayer(
      Layer(learners: learners, transformers: transformers.map { Transformer(named: $0, Pipeline([])) }),
      position: 0
    ).learners.map(\.name.description)
  }

  private func failure(_ layer: Layer) -> String? {
    #expect(throws: ModelingError.self) { try ResolvedLayer(layer, position: 1) }?.message
  }

  @Test func learnersAreNumberedWithinTheirType() throws {
    let ols = OrdinaryLeastSquares()
    #expect(try names([Learner(ols)]) == ["ols"])
    #expect(
      try names([Learner(ols), Learner(ols), Learner(RidgeRegression())]) == ["ols-1", "ols-2", "ridge"])
    #expect(try names([ols.named("My Model"), Learner(ols)]) == ["My Model", "ols"])
    #expect(try names([ols.named("ols"), Learner(ols)]) == ["ols", "ols-1"])
    #expect(try names([ols.named("ols-1"), Learner(ols), Learner(ols)]) == ["ols-1", "ols-2", "ols-3"])
  }

  @Test func columnsAreOrderedByBytes() throws {
    let twelve = (0..<12).map { _ in Learner(OrdinaryLeastSquares()) }
    #expect(
      try names(twelve) == [
        "ols-1", "ols-10", "ols-11", "ols-12", "ols-2", "ols-3", "ols-4", "ols-5", "ols-6", "ols-7", "ols-8",
        "ols-9",
      ])
    // A transformer's name comes first, with two underscores behind it: “s__b” is before “sa” and after “s_”.
    let ols = OrdinaryLeastSquares()
    let mixed = [ols.named("sa"), Learner(ols, named: "b", after: "s"), ols.named("s")]
    #expect(try names(mixed, transformers: ["s"]) == ["s", "s.b", "sa"])
  }

  @Test func oneNameMayStandAfterTwoTransformers() throws {
    let ols = OrdinaryLeastSquares()
    let learners = [Learner(ols, named: "a", after: "x"), Learner(ols, named: "a", after: "y")]
    #expect(try names(learners, transformers: ["x", "y"]) == ["x.a", "y.a"])
    let plain = [Learner(ols), Learner(ols, named: "ols", after: "x")]
    #expect(try names(plain, transformers: ["x"]) == ["ols", "x.ols"])
  }

  @Test func mistakesAreNamed() {
    let ols = OrdinaryLeastSquares()
    #expect(failure(Layer {})?.contains("layer-2 has no learners") == true)
    #expect(
      failure(Layer(learners: [ols.named("A b"), ols.named("A b")]))?.contains("two learners named “A b”")
        == true)
    #expect(
      failure(
        Layer(
          learners: [Learner(ols, after: "scal")], transformers: [Transformer(named: "scale", Pipeline([]))]))?
        .contains("did you mean “scale”") == true)
    #expect(
      failure(
        Layer(named: "first", learners: [Learner(ols)], transformers: [Transformer(named: "t", Pipeline([]))])
      )?
      .contains("first has a transformer “t” that no learner needs") == true)
    #expect(
      failure(
        Layer(
          learners: [Learner(ols, after: "t")],
          transformers: [Transformer(named: "t", Pipeline([])), Transformer(named: "t", Pipeline([]))]))?
        .contains("two transformers named “t”") == true)
    #expect(failure(Layer { RidgeRegression(penalty: -1) })?.contains("“penalty” of “ridge”") == true)
  }

  @Test func columnsOfOneNameAreRefused() {
    let ols = OrdinaryLeastSquares()
    #expect(
      failure(
        Layer {
          Preprocessing(named: "s", Standardizer()) { ols.named("a") }
          ols.named("s.a")
        })?.contains("two learners named “s.a”") == true)
    #expect(failure(Layer(propagating: [1, 0, 1]) { ols })?.contains("propagates column 1 twice") == true)
    #expect(failure(Layer(propagating: [0]) { ols.named("column 0") })?.contains("propagated column") == true)
    #expect(failure(Layer { Preprocessing { ols } })?.contains("without steps and without a name") == true)
    #expect(failure(Layer { ols.named("") })?.contains("name is empty") == true)
  }

  @Test func preprocessingWithoutANameIsNumbered() throws {
    let layer = Layer {
      for columns in [[0], [1], [2]] {
        Preprocessing(ColumnSubset(columns)) { RidgeRegression() }
      }
      Preprocessing(named: "columns-4", Standardizer()) { RidgeRegression() }
    }
    #expect(layer.transformers.map(\.name) == ["columns", "columns-2", "columns-3", "columns-4"])
    #expect(layer.learners.map(\.transformer) == ["columns", "columns-2", "columns-3", "columns-4"])
    #expect(try ResolvedLayer(layer, position: 0).learners.count == 4)
  }

  @Test func theBuilderTakesLoopsConditionsAndPreprocessing() {
    let wanted = true
    let layer = Layer(propagating: [1]) {
      for penalty in [0.1, 1] { RidgeRegression(penalty: penalty).named("ridge \(penalty)") }
      if wanted { OrdinaryLeastSquares() } else { LassoRegression() }
      if !wanted { LassoRegression() }
      Preprocessing(ColumnSubset([0]), Standardizer()) {
        LassoRegression()
        Preprocessing(named: "inner", Standardizer()) { RidgeRegression() }
      }
    }
    #expect(
      layer.learners.map { $0.name ?? $0.typeName } == [
        "ridge 0.1", "ridge 1.0", "ols", "lasso", "ridge",
      ])
    #expect(layer.learners.map(\.transformer) == [nil, nil, nil, "columns+standardize", "inner"])
    #expect(layer.transformers.map(\.name) == ["columns+standardize", "inner"])
    #expect(layer.propagatedColumns == [1])
  }
}
