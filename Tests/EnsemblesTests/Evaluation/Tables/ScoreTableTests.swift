import Ensembles
import Foundation
import Testing

@Suite struct ScoreTableTests {
  private let columns: [ScoreTable.Column] = [.score("score"), .time("ft"), .time("pt")]

  /// The numbers of this table and of the next are those that mlens puts together.
  @Test func missingValuesCountNowhere() {
    var table = ScoreTable(columns: columns)
    table.append(.init(learner: "ols-1", fold: 1, values: ["score": 1.5, "ft": 0.1, "pt": 0.01]))
    table.append(.init(learner: "ols-1", fold: 2, values: ["score": 2.5, "ft": 0.3]))
    table.append(.init(preprocessing: "sc", learner: "lasso", fold: 1, values: ["score": 10.123, "ft": 0.1]))
    table.append(.init(preprocessing: "sc", learner: "lasso", fold: 2, values: ["score": 20, "ft": 0.1]))
    table.append(.init(layer: "layer-2", learner: "rf", values: ["ft": 1]))
    let rows = table.rows
    #expect(rows.map(\.name) == ["ols-1", "sc.lasso", "layer-2/rf"])
    #expect(rows[0].spreads["score"].map { [$0.mean, $0.deviation] } == [2, 0.5])
    #expect(rows[0].spreads["ft"].map { [$0.mean, $0.deviation] } == [0.2, 0.09999999999999999])
    #expect(rows[0].spreads["pt"].map { [$0.mean, $0.deviation] } == [0.01, 0])
    #expect(rows[1].spreads["score"].map { [$0.mean, $0.deviation] } == [15.061499999999999, 4.9385])
    #expect(rows[1].spreads["pt"] == nil)
    #expect(rows[2].spreads.keys.sorted() == ["ft"])
  }

  @Test func partitionsAreNamedWhereThereAreSeveral() {
    let entries = [1.0, 2.0, 3.0, 5.0].enumerated().map { place, score in
      ScoreTable.Entry(learner: "a", partition: place / 2, fold: place % 2, values: ["score": score])
    }
    let table = ScoreTable(columns: columns, entries: entries)
    #expect(table.rows.map(\.name) == ["a--0", "a--1"])
    #expect(table.rows.compactMap { $0.spreads["score"]?.mean } == [1.5, 4])
    #expect(table.rows.compactMap { $0.spreads["score"]?.deviation } == [0.5, 1])
  }

  @Test func theTextHasTheColumnsThatAreNeeded() {
    let table = ScoreTable(
      columns: [.score("rmse"), .time("fit")],
      entries: [
        .init(layer: "one", learner: "a", values: ["rmse": 1.5, "fit": 0.25, "unknown": 1]),
        .init(learner: "bb", values: [:]),
      ])
    #expect(
      table.description == """
        layer  learner     rmse  ± folds     fit
        one    a        1.50000  0.00000  250 ms
               bb             –        –       –
        """)
    #expect(ScoreTable(columns: columns).description == "learner  score  ± folds  ft  pt")
    #expect(ScoreTable(columns: columns).rows.isEmpty)
  }

  @Test func tablesCanBeStored() throws {
    let table = ScoreTable(columns: columns, entries: [.init(learner: "a", fold: 0, values: ["score": 1.5])])
    #expect(try JSONDecoder().decode(ScoreTable.self, from: JSONEncoder().encode(table)) == table)
  }
}
