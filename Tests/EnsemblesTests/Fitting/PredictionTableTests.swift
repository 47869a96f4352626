import MemoryMapping
import Testing

@testable import Ensembles

@Suite struct PredictionTableTests {
  @Test func memoryThatIsRefusedIsNamed() {
    // More than any address space has.
    let rows = 1 << 50
    let error = #expect(throws: SharedMemoryError.self) {
      try PredictionTable(rows: RangeSet(0..<rows), columnCount: 3, repetitions: 1, precision: .float)
    }
    #expect(
      error?.operation
        == "make room for 1125899906842624×3 predictions, which take 13510798882111488 bytes")
  }
}
