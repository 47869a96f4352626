import Testing

@testable import Parallelism

struct LineTailTests {
  @Test func linesAreJoinedAcrossPieces() {
    var tail = LineTail()
    for piece in ["on", "e\ntw", "o\n\nthree"] { tail.append(Array(piece.utf8)) }
    #expect(tail.lines == ["one", "two", "three"])
  }

  @Test func onlyTheEndIsKept() {
    var tail = LineTail()
    for number in 0..<10_000 { tail.append(Array("line \(number)\n".utf8)) }
    #expect(tail.lines.count == LineTail.lineLimit)
    #expect(tail.lines.last == "line 9999")
    tail.append([UInt8](repeating: 65, count: 1_000_000))
    #expect(tail.lines.count == 1)
    #expect(tail.lines.allSatisfy { $0.utf8.count <= 16_384 })
  }
}
