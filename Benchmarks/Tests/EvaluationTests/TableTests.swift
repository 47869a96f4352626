import Foundation
import Testing

@testable import Evaluation

@Suite struct TableTests {
  @Test func hasOursOncePerCase() {
    let rows = Table([.sample(), .sample(peer: "oneTBB"), .sample("threads/call")]).rows
    #expect(rows.map { $0[0] } == ["threads/tasks", "", "threads/call"])
    #expect(rows.map { $0[2] } == ["5.00 [4.00–6.00]", "", "5.00 [4.00–6.00]"])
    #expect(rows.map { $0[3] } == ["rayon", "oneTBB", "rayon"])
    #expect(rows.map { $0[4] } == Array(repeating: "10.0 [8.00–12.0]", count: 3))
    #expect(rows.map { $0[5] } == Array(repeating: "2.00×", count: 3))
    #expect(rows.map { $0[7] } == ["yes", "", "yes"])
  }

  @Test(arguments: [
    (Record.sample(ours: [6, 7, 8]), "no"),
    (.sample(others: 0.06), "yes, noisy"),
    (.sample(ours: [6], others: 0.5), "no, noisy"),
    (.sample(ours: [], oursMissing: "not built yet"), ""),
  ])
  func saysWhetherTheTargetIsMet(record: Record, verdict: String) {
    #expect(Table([record]).rows[0][7] == verdict)
  }

  @Test func saysWhatIsMissing() {
    let absent = Record.sample(theirs: [], theirsMissing: "peer absent: there is no g++")
    #expect(Table([absent]).rows[0][4] == "peer absent: there is no g++")
    #expect(Table([absent]).rows[0][5] == "")
    let unbuilt = Record.sample(ours: [], oursMissing: "not built yet", theirs: [])
    #expect(Table([unbuilt]).rows[0][2] == "not built yet")
    #expect(Table([unbuilt]).rows[0][4] == "not measured")
    #expect(Table([.sample(peer: nil, theirs: [])]).rows[0][3] == "no peer")
  }

  @Test func alignsItsColumns() throws {
    let lines = Table([.sample(), .sample("a")]).text.split(separator: "\n")
    #expect(lines.count == 3)
    let starts = lines.map { $0.range(of: $0 == lines[0] ? "peer" : "rayon")?.lowerBound.utf16Offset(in: $0) }
    #expect(Set(starts).count == 1)
    #expect(starts[0] != nil)
  }

  @Test func isOnlyAHeaderWithoutRecords() {
    #expect(Table([]).text.split(separator: "\n").count == 1)
  }
}
