import Testing

@testable import Modeling

@Suite struct SpellingTests {
  @Test(arguments: [
    ("ridge", "ridge", 0), ("rigde", "ridge", 1), ("lass", "lasso", 1), ("", "ols", 3), ("ols", "", 3),
    ("kitten", "sitting", 3), ("ab", "ba", 1),
  ])
  func distanceCountsEdits(left: String, right: String, expected: Int) {
    #expect(Spelling.distance(Array(left), Array(right)) == expected)
    #expect(Spelling.distance(Array(right), Array(left)) == expected)
  }

  @Test func suggestsWhatIsNearEnough() {
    #expect(Spelling.nearest(to: "Rigde", among: ["ols", "ridge", "lasso"]) == "ridge")
    #expect(Spelling.nearest(to: "forest", among: ["ols", "ridge", "lasso"]) == nil)
    #expect(Spelling.nearest(to: "ridge", among: []) == nil)
  }

  @Test func hintsListWhatThereIsWhenNothingIsNear() {
    #expect(Spelling.hint(for: "forest", among: ["ridge", "ols"]).hasSuffix("there are “ols”, “ridge”"))
  }
}
