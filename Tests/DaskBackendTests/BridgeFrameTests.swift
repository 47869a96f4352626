import Parallelism
import Testing

@testable import DaskBackend

struct BridgeFrameTests {
  private static func number(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }

  private static func text(_ text: String) -> [UInt8] { number(UInt32(text.utf8.count)) + Array(text.utf8) }

  private static func reply(_ kind: UInt8, _ number: UInt32 = 0, _ body: [UInt8]) throws -> BridgeReply {
    let header = Self.number(UInt64(body.count)) + [kind] + Self.number(number)
    #expect(BridgeReply.bodySize(header) == body.count)
    return try BridgeReply(header: header, body: body)
  }

  @Test func batchesAreWrittenAsBridgePyReadsThem() {
    let batch = BridgeRequest.Batch(
      name: "Müller", taskLimit: .milliseconds(3), environment: ["B": "2", "A": "1"], variables: [4, 5],
      attachments: ["x"],
      request: [9, 8])
    let body =
      Self.number(UInt64(3_000_000)) + Self.text("Müller") + Self.number(UInt32(2))
      + ["A", "1", "B", "2"].flatMap(Self.text) + Self.number(UInt32(2)) + [4, 5] + Self.number(UInt32(1))
      + Self.text("x") + [9, 8]
    let frame = Self.number(UInt64(body.count)) + [1] + Self.number(UInt32(7)) + body
    #expect(BridgeRequest.submit(batch, number: 7).frame == frame)
  }

  @Test(arguments: [
    (Duration?.none, UInt64(0)), (.zero, 1), (.nanoseconds(5), 5), (.seconds(1 << 40), UInt64(Int64.max)),
    (.milliseconds(9_223_372_036_900), UInt64(Int64.max)),
  ])
  func noLimitIsMistakenForNone(limit: Duration?, written: UInt64) {
    let batch = BridgeRequest.Batch(
      name: "", taskLimit: limit, environment: [:], variables: [], attachments: [], request: [])
    #expect(Array(BridgeRequest.submit(batch, number: 1).frame[13..<21]) == Self.number(written))
  }

  @Test func theEndOfAProcessIsRead() throws {
    let body =
      [1] + Self.number(UInt64(5)) + Self.number(Int32(2)) + Self.number(Int32(9)) + Self.number(Int32(-1))
      + Self.number(UInt32(123)) + Self.text("tcp://there") + Self.text("one\ntwo")
    guard case .ended(4, .died(job: 2, let death)) = try Self.reply(3, 4, body) else {
      Issue.record("it is read otherwise")
      return
    }
    #expect(death.signal == 9 && death.exitCode == nil && death.processID == 123)
    #expect(death.host == "tcp://there" && death.lastLines == ["one", "two"])
    for count in 0..<body.count {
      #expect(throws: FrameReader.Malformed.self) { try Self.reply(3, 4, Array(body.prefix(count))) }
    }
  }

  @Test func answersAreRead() throws {
    guard
      case .ended(1, .done(reply: [5, 6], took: .nanoseconds(8))) = try Self.reply(
        3, 1, [0] + Self.number(UInt64(8)) + [5, 6])
    else {
      Issue.record("it is read otherwise")
      return
    }
    guard case .fatal(let error) = try Self.reply(7, 0, [2] + Self.text("no")) else {
      Issue.record("it is read otherwise")
      return
    }
    #expect(error.code == .pythonMissing && error.description == "no")
  }

  @Test(arguments: [0, 8, 255] as [UInt8])
  func whatMakesNoSenseIsRefused(kind: UInt8) {
    #expect(throws: FrameReader.Malformed.self) { try Self.reply(kind, 0, []) }
    #expect(throws: FrameReader.Malformed.self) { try Self.reply(3, 0, [6] + Self.number(UInt64(0))) }
  }

  @Test func sizesBeyondAllMemoryAreNone() {
    #expect(BridgeReply.bodySize([UInt8](repeating: 0xff, count: 13)) == nil)
    #expect(BridgeReply.bodySize([1, 2]) == nil)
  }
}
