import MemoryMapping
import Testing

@testable import Parallelism

@Suite struct SegmentNoticeTests {
  private static let identities = (0..<3).map { SegmentIdentity(high: UInt64($0), low: .max) }

  static let notices = [
    SegmentNotice(threshold: nil),
    SegmentNotice(threshold: 0, gone: identities),
    SegmentNotice(
      threshold: .max, gone: [identities[0]],
      new: identities.map { .init(identity: $0, byteCount: Int($0.high) + 1) }),
  ]

  @Test(arguments: notices) func isReadAsItWasWritten(notice: SegmentNotice) throws {
    #expect(try SegmentNotice(notice.body) == notice)
  }

  @Test(arguments: notices) func aPieceOfItIsAnError(notice: SegmentNotice) {
    let body = notice.body
    for count in 0..<body.count {
      #expect(throws: WireError.self) { try SegmentNotice(Array(body[..<count])) }
    }
    #expect(throws: WireError.self) { try SegmentNotice(body + [0]) }
  }

  @Test(arguments: [0, Int.min, -1]) func aSegmentHasBytes(count: Int) {
    var writer = WireWriter()
    for word in [0, 0, UInt64(bitPattern: Int64(count))] { writer.write(fixed: word) }
    #expect(throws: WireError.self) {
      try SegmentNotice([UInt8](repeating: 0, count: 8) + [0, 1] + writer.bytes)
    }
  }

  @Test func rubbishIsAnError() {
    for seed in 0..<2000 {
      var state = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 | 1
      let body = (0..<seed % 64).map { _ in
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return UInt8(truncatingIfNeeded: state)
      }
      // No more than what is there can be promised.
      if let notice = try? SegmentNotice(body) { #expect(notice.gone.count + notice.new.count <= body.count) }
    }
  }
}
