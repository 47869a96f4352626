import Foundation
import Modeling
import Testing

private struct Toy: Configurable {
  static let typeName = "toy"
  static let summary = "a recipe for tests"
  static let parameters: [Parameter<Toy>] = [
    .number("share", \.share, .within(0...1), "a share"),
    .number("weight", \.weight, .above(0), "a weight"),
    .integer("count", \.count, .atLeast(2), "a count"),
    .flag("loud", \.loud, "a flag"),
    .columns("columns", \.columns, "columns"),
  ]

  var share = 0.5
  var weight = 1.0
  var count = 2
  var loud = false
  var columns: [Int] = []
}

@Suite struct ParameterTests {
  @Test func setsEveryKind() throws {
    var toy = Toy()
    try toy.set("share", to: .number(0.25))
    try toy.set("weight", to: .integer(3))
    try toy.set("count", to: .integer(7))
    try toy.set("loud", to: .flag(true))
    try toy.set("columns", to: .list([.integer(2), .integer(0)]))
    #expect(toy == Toy(share: 0.25, weight: 3, count: 7, loud: true, columns: [2, 0]))
  }

  @Test(arguments: [
    ("share", ParameterValue.number(1.5), "from 0 to 1"), ("share", .text("half"), "a number"),
    ("share", .number(.nan), "from 0 to 1"), ("weight", .number(0), "above 0"),
    ("weight", .number(.infinity), "above 0"), ("count", .integer(1), "of at least 2"),
    ("count", .number(2.5), "a whole number"), ("loud", .integer(1), "true or false"),
    ("columns", .list([.integer(-1)]), "column numbers"), ("columns", .integer(1), "column numbers"),
  ])
  func refusesWhatIsOutsideTheDomain(name: String, value: ParameterValue, domain: String) {
    var toy = Toy()
    let error = #expect(throws: ModelingError.self) { try toy.set(name, to: value) }
    #expect(error?.code == .invalidParameter)
    #expect(error?.message.contains("“\(name)” of “toy”") == true)
    #expect(error?.message.contains(domain) == true)
    #expect(toy == Toy(), "a refused value must not be kept")
  }

  @Test func aNumberIsToldFromAWholeNumber() {
    #expect(ParameterValue.number(3).description == "3.0")
    #expect(ParameterValue.integer(3).description == "3")
  }

  @Test func suggestsTheNearestName() {
    var toy = Toy()
    let error = #expect(throws: ModelingError.self) { try toy.set("wieght", to: .integer(1)) }
    #expect(error?.code == .unknownName)
    #expect(error?.message.contains("did you mean “weight”") == true)
  }

  @Test func validationChecksValuesSetInSwift() throws {
    try Toy().validate()
    let error = #expect(throws: ModelingError.self) { try Toy(count: 0).validate() }
    #expect(error?.message == "“count” of “toy” must be a whole number of at least 2, but is 0")
  }

  @Test(arguments: [
    (ParameterValue.number(0.1), "0.1"), (.integer(-4), "-4"), (.flag(true), "true"),
    (.text("rest"), "rest"), (.list([.integer(1), .text("a")]), "[1, a]"), (.number(1e300), "1e+300"),
  ])
  func valuesReadAsInARecipe(value: ParameterValue, text: String) throws {
    #expect(value.description == text)
    let data = try JSONEncoder().encode([value])
    let decoded = try JSONDecoder().decode([ParameterValue].self, from: data)
    #expect(decoded[0].description == text)
  }
}
