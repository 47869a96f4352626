import MemoryMapping
import Testing

@testable import Parallelism

@Suite struct SegmentLedgerTests {
  private let usual = SegmentPolicy().threshold

  @Test func aSegmentIsAnnouncedOnce() throws {
    var ledger = SegmentLedger()
    let segments = try (1...2).map { try SharedSegment(byteCount: $0) }
    let told = ledger.notice(of: segments, threshold: usual)
    let first = try #require(told)
    #expect(
      first.notice
        == SegmentNotice(
          threshold: usual, new: segments.map { .init(identity: $0.identity, byteCount: $0.bytes.count) }))
    #expect(first.files.count == 2)
    let told1 = ledger.notice(of: segments, threshold: usual)
    #expect(told1 == nil)
    #expect(ledger.segment(segments[1].identity) === segments[1])
  }

  @Test func whatIsForgottenIsAnnouncedAgain() throws {
    var ledger = SegmentLedger()
    var segment: SharedSegment? = try SharedSegment(byteCount: 1)
    let identity = try #require(segment).identity
    for _ in 0..<2 {
      let told = ledger.notice(of: segment.map { [$0] } ?? [], threshold: usual)
      #expect(told?.notice.new.map(\.identity) == [identity])
      ledger.forget()
      #expect(ledger.segment(identity) == nil)
    }
    segment = nil
    let told = ledger.farewell()
    #expect(told == nil)
  }

  @Test func nothingIsToldOfNothing() {
    var ledger = SegmentLedger()
    let told2 = ledger.notice(of: [], threshold: usual)
    #expect(told2 == nil)
    let told3 = ledger.farewell()
    #expect(told3 == nil)
  }

  @Test func theEndOfASegmentIsToldOnce() throws {
    var ledger = SegmentLedger()
    var segment: SharedSegment? = try SharedSegment(byteCount: 1)
    let identity = try #require(segment).identity
    _ = ledger.notice(of: segment.map { [$0] } ?? [], threshold: usual)
    let told4 = ledger.farewell()
    #expect(told4 == nil)
    segment = nil
    #expect(ledger.segment(identity) == nil)
    let told5 = ledger.farewell()
    #expect(told5 == SegmentNotice(threshold: usual, gone: [identity]))
    let told6 = ledger.farewell()
    #expect(told6 == nil)
  }

  @Test func theEndGoesWithTheNextMessage() throws {
    var ledger = SegmentLedger()
    var segment: SharedSegment? = try SharedSegment(byteCount: 1)
    let identity = try #require(segment).identity
    _ = ledger.notice(of: segment.map { [$0] } ?? [], threshold: usual)
    segment = nil
    let told7 = ledger.notice(of: [], threshold: usual)
    #expect(told7?.notice.gone == [identity])
  }

  @Test func anotherThresholdIsTold() {
    var ledger = SegmentLedger()
    let told8 = ledger.notice(of: [], threshold: nil)
    #expect(told8?.notice == SegmentNotice(threshold: nil))
    let told9 = ledger.notice(of: [], threshold: nil)
    #expect(told9 == nil)
    let told10 = ledger.notice(of: [], threshold: 7)
    #expect(told10?.notice == SegmentNotice(threshold: 7))
  }

  @Test func whatHasChangedSinceItWasMappedIsNotHandedOn() throws {
    var ledger = SegmentLedger()
    let segment = try SharedSegment(byteCount: 1)
    let copy = try SharedSegment(
      receiving: try #require(segment.file), identity: segment.identity, byteCount: 1, access: .copyOnWrite)
    copy.willWrite()
    let told11 = ledger.notice(of: [copy], threshold: usual)
    #expect(told11 == nil)
  }
}
