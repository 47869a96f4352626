import Evaluation
import Exchange
import Testing

@testable import Harness

@Suite struct SuiteTests {
  static let cases = Suite.all.flatMap(\.cases)

  @Test func namesAreUnique() {
    #expect(Set(Suite.all.map(\.name)).count == Suite.all.count)
    for suite in Suite.all {
      #expect(Set(suite.cases.map(\.name)).count == suite.cases.count)
    }
  }

  @Test(arguments: cases)
  func isComplete(measured: Case) throws {
    #expect(!measured.measures.isEmpty)
    #expect(Set(measured.peers.map(\.contestant.name)).count == measured.peers.count)
    for entry in [measured.ours] + measured.peers {
      #expect(try Request(line: entry.request.line) == entry.request)
      #expect((entry.baseline != nil) == (measured.unit == .speedUp))
    }
  }

  @Test func oursComesFirst() {
    #expect(Self.cases.allSatisfy { $0.ours.contestant.name == "ours" })
  }
}

extension Case: CustomTestStringConvertible {
  /// A case in a list of tests.
  public var testDescription: String { name }
}
