import Arrays
import Testing

@testable import Conformance

@Suite("Comparing numbers")
struct ComparisonTests {
  @Test(
    "The error is relative to one more than the recorded size",
    arguments: [(1000.0, 1000.9, true), (1000, 1001.1, false), (0, 0.0009, true), (0, 0.0011, false)])
  func tolerance(theirs: Double, ours: Double, agrees: Bool) {
    var comparison = Comparison(tolerance: 1e-3)
    #expect(((try? comparison.compare(ours, with: theirs, at: "x")) != nil) == agrees)
    #expect((comparison.largestError > 0) == agrees)
  }

  @Test("What is not a number agrees with nothing else", arguments: [1, .infinity, -Double.infinity])
  func notANumber(theirs: Double) {
    var comparison = Comparison(tolerance: 1e-3)
    #expect(throws: Difference.self) { try comparison.compare(.nan, with: theirs, at: "x") }
    #expect(throws: Difference.self) { try comparison.compare(theirs, with: .nan, at: "x") }
    #expect(throws: Difference.self) { try comparison.compare(-theirs, with: theirs, at: "x") }
  }

  @Test("Shapes are compared before numbers")
  func shapes() {
    var comparison = Comparison(tolerance: 1)
    let matrix = Matrix<Double>(rowCount: 2, columnCount: 3, repeating: 0)
    let other = Matrix<Double>(rowCount: 3, columnCount: 2, repeating: 0)
    #expect(throws: Difference.self) { try comparison.compare(matrix, with: other, in: "x") }
    #expect(throws: Difference.self) { try comparison.compare([1, 2], with: [1], in: "x") }
  }

  @Test("Errors are printed with two digits", arguments: [(0, "0"), (3.14e-8, "3.1e-8"), (25, "2.5e1")])
  func brief(error: Double, text: String) {
    #expect(error.briefly == text)
  }
}
