import Testing

@testable import Parallelism

struct ResultsTests {
  @Test func takenResultsAreWhereTheyWereWritten() throws {
    let results = Results<String>(count: 3)
    for (index, word) in ["one", "two", "three"].enumerated() {
      (results.elements + index).initialize(to: String(repeating: word, count: 10))
    }
    results.keep(1..<3)
    results.keep(0..<0)
    results.keep(0..<1)
    let array = try results.take()
    #expect(array.map(\.count) == [30, 30, 50])
    array.withUnsafeBufferPointer { #expect($0.baseAddress == UnsafePointer(results.elements)) }
  }

  @Test func onlyWhatWasKeptIsReleased() throws {
    let living = Tally()
    do {
      let results = Results<Counted>(count: 10)
      for index in [2, 3, 7] { (results.elements + index).initialize(to: Counted(index, in: living)) }
      results.keep(2..<4)
      results.keep(7..<8)
      #expect(throws: ParallelError.self) { try results.take() }
      #expect(living.value == 3)
    }
    #expect(living.value == 0)
  }
}
