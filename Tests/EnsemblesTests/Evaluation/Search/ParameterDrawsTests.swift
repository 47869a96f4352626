import Testing

@testable import Ensembles

@Suite struct ParameterDrawsTests {
  private let context = FittingContext(seed: 5)

  private func draws(
    _ spaces: [String: ParameterSpace], _ search: ParameterSearch, in context: FittingContext? = nil
  ) throws -> [[String: ParameterValue]] {
    try Candidate.Parameters.spaces(spaces).draws(by: search, in: context ?? self.context, of: "x")
  }

  @Test func parametersOfOneDistributionDiffer() throws {
    let both = try draws(["a": .uniform(0...1), "b": .uniform(0...1)], .random(draws: 20))
    #expect(both.count == 20)
    #expect(both.allSatisfy { $0["a"] != $0["b"] })
  }

  @Test func aParameterMoreChangesNoOther() throws {
    let one = try draws(["a": .uniform(0...1)], .random(draws: 5))
    let two = try draws(["a": .uniform(0...1), "0": .integers(0...9)], .random(draws: 5))
    #expect(one.map { $0["a"] } == two.map { $0["a"] })
    let more = try draws(["a": .uniform(0...1)], .random(draws: 8))
    #expect(Array(more.prefix(5)) == one)
  }

  @Test func seedsMakeOtherDraws() throws {
    let space = ["a": ParameterSpace.uniform(0...1)]
    let (one, other) = (
      try draws(space, .random(draws: 3)),
      try draws(space, .random(draws: 3), in: FittingContext(seed: 6))
    )
    #expect(one != other)
    #expect(one == (try draws(space, .random(draws: 3))))
  }

  @Test func aGridHasEveryCombination() throws {
    let grid = try draws(["b": .values([1, 2]), "a": .choice([.text("x"), .text("y")])], .grid)
    #expect(
      grid == [
        ["a": .text("x"), "b": .integer(1)], ["a": .text("x"), "b": .integer(2)],
        ["a": .text("y"), "b": .integer(1)], ["a": .text("y"), "b": .integer(2)],
      ])
    #expect(
      try draws(["a": .integers(3...5)], .grid).map { $0["a"] } == [.integer(3), .integer(4), .integer(5)])
  }

  @Test(arguments: [ParameterSearch.random(draws: 7), .grid])
  func withoutSpacesThereIsOneTrial(_ search: ParameterSearch) throws {
    #expect(try draws([:], search) == [[:]])
  }

  @Test(arguments: [
    (Candidate.Parameters.draws([]), ParameterSearch.grid, "empty list of draws"),
    (.spaces(["p": .uniform(0...1)]), .grid, "“p” of “x” is a range"),
    (.spaces(["p": .choice([])]), .grid, "“p” of “x” has no values"),
    (.spaces(["p": .choice([])]), .random(draws: 1), "“p” of “x” has no values"),
    (.spaces([:]), .random(draws: 0), "at least 1 draw"),
  ])
  func mistakesAreNamed(_ parameters: Candidate.Parameters, _ search: ParameterSearch, _ what: String) {
    let error = #expect(throws: ModelingError.self) {
      try parameters.draws(by: search, in: context, of: "x")
    }
    #expect(error?.message.contains(what) == true)
  }
}
