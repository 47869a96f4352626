import Modeling
import Testing

@testable import Conformance

@Suite("Reading case files")
struct JSONNodeTests {
  @Test("Numbers keep how they were spelled")
  func numbers() throws {
    let nodes = try JSONNode(parsing: "[1, 1.0, -2, 1e3, \"1\", NaN, null, true]").elements()
    #expect(try nodes[0].parameterValue() == .integer(1))
    #expect(try nodes[1].parameterValue() == .number(1))
    #expect(try nodes[2].integer() == -2)
    #expect(try nodes[3].parameterValue() == .number(1000))
    #expect(try nodes[4].text() == "1")
    #expect(try nodes[5].number().isNaN)
    #expect(nodes[6].isNull)
    #expect(try nodes[7].flag())
    #expect(throws: CaseError.self) { try nodes[1].integer() }
    #expect(throws: CaseError.self) { try nodes[0].text() }
    #expect(throws: CaseError.self) { try nodes[4].number() }
  }

  @Test("Every digit of a number counts")
  func digits() throws {
    let text = "0.43599490214200376"
    #expect(try JSONNode(parsing: "[\(text)]").numbers() == [0.43599490214200376])
  }

  @Test("An error names the place")
  func places() throws {
    let root = try JSONNode(parsing: #"{"layers": [{"cases": 1}, {"cases": [{"name": 5}]}]}"#)
    let name = try root.members()["layers"]?.elements()[1].members()["cases"]?.elements()[0].members()["name"]
    let error = #expect(throws: CaseError.self) { try name?.text() }
    #expect(error?.description == "layers[1].cases[0].name must be a text")
  }

  @Test("Rows of unequal length are no matrix")
  func ragged() throws {
    #expect(throws: CaseError.self) { try JSONNode(parsing: "[[1, 2], [3]]").matrix() }
    #expect(throws: CaseError.self) { try JSONNode(parsing: "[1, 2]").matrix() }
    #expect(try JSONNode(parsing: "[[1, 2], [3, 4]]").matrix().elements == [1, 2, 3, 4])
  }

  @Test("A key that is null is there, but holds nothing")
  func nulls() throws {
    let object = try JSONNode(parsing: #"{"a": null}"#).object(keys: ["a", "b"])
    #expect(object.optional("a") == nil)
    #expect(try object.required("a").isNull)
    #expect(throws: CaseError.self) { try object.required("b") }
  }
}
