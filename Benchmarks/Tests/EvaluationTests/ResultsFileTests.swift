import Foundation
import Testing

@testable import Evaluation

@Suite struct ResultsFileTests {
  @Test func isReadAsItWasWritten() throws {
    let file = ResultsFile(records: [
      .sample(), .sample("b", ours: [], oursMissing: "not built yet", peer: nil),
    ])
    #expect(try ResultsFile(json: file.json()) == file)
  }

  @Test func isAnArrayOfObjectsWithWhatIsAskedFor() throws {
    let json = try JSONSerialization.jsonObject(with: ResultsFile(records: [.sample()]).json())
    let object = try #require((json as? [[String: Any]])?.first)
    let keys = ["case", "unit", "ours", "peer", "theirs", "ratio", "target", "met", "noisy", "versions"]
    #expect(keys.filter { object[$0] == nil } == [])
    #expect(object["unit"] as? String == "ns/task")
  }

  @Test func replacesCasesInTheirPlaces() {
    var file = ResultsFile(records: [.sample("a", peer: "x"), .sample("a", peer: "y"), .sample("b")])
    file.replace(with: [.sample("c"), .sample("a", peer: "z"), .sample("c", peer: "y")])
    #expect(file.records.map(\.case) == ["a", "b", "c", "c"])
    #expect(file.records.map(\.peer) == ["z", "rayon", "rayon", "y"])
  }
}
