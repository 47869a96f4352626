import Foundation
import Testing

@testable import Evaluation

@Suite struct TargetTests {
  @Test(arguments: [
    (Target.atMost(2), true), (.atMost(1.9), false), (.atLeast(2), true), (.atLeast(2.1), false),
    (.atMostAbovePeer(-1), true), (.atMostAbovePeer(-1.5), false),
    (.atMostBelowPeer(1), true), (.atMostBelowPeer(0.9), false), (.atMostTimesPeer(0.7), true),
    (.atMostTimesPeer(0.6), false),
  ])
  func isMetByTheMedian(target: Target, isMet: Bool) {
    #expect(target.isMet(by: [1, 2, 30], firstPeer: [2, 3, 4]) == isMet)
  }

  @Test func cannotBeToldWithoutWhatItComparesWith() {
    #expect(Target.atMostAbovePeer(1).isMet(by: [1], firstPeer: nil) == nil)
    #expect(Target.atMost(1).isMet(by: [], firstPeer: [1]) == nil)
  }

  @Test(arguments: [
    Target.atMost(2), .atLeast(1.97), .atMostAbovePeer(15), .atMostBelowPeer(0.005), .atMostTimesPeer(0.58),
  ])
  func isReadAsItWasWritten(target: Target) throws {
    let json = try JSONEncoder().encode(target)
    #expect(try JSONDecoder().decode(Target.self, from: json) == target)
  }
}
