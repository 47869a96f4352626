import Modeling
import Testing

@Suite struct ScorerTests {
  // By hand: errors 0.1, 0.1, 0.5 and 1; squares sum to 1.27; the target's mean is 2.5, its squares sum to 5.
  @Test(arguments: [
    (Scorer.rootMeanSquaredError, (1.27 / 4).squareRoot()), (.meanAbsoluteError, 1.7 / 4),
    (.rSquared, 1 - 1.27 / 5),
  ])
  func scoresAreThoseOfTheirFormula(scorer: Scorer, expected: Double) {
    let score = scorer.score(of: [1.1, 1.9, 3.5, 3], against: [1, 2, 3, 4])
    #expect(abs(score - expected) < 1e-15)
  }

  @Test func aConstantTruthHasADeterminationToo() {
    #expect(Scorer.rSquared.score(of: [2, 2], against: [2, 2]) == 1)
    #expect(Scorer.rSquared.score(of: [2, 3], against: [2, 2]) == 0)
  }

  @Test func namesAreFound() throws {
    for scorer in Scorer.all { #expect(try Scorer.named(scorer.name).name == scorer.name) }
    let error = #expect(throws: ModelingError.self) { try Scorer.named("rsme") }
    #expect(error?.message.contains("“rmse”") == true)
  }
}
