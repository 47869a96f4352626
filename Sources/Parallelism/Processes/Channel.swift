internal import CWorkerStart
internal import MemoryMapping
internal import SystemPackage

/// One end of the socket between parent and worker; blocking, and for one thread at a time.
struct Channel {
  let descriptor: Int32

  /// The other side has gone.
  struct Closed: Error {}

  /// How large a body may be to go without anybody at the other side to take it.
  static let capacity = 32 << 10

  /// Frames of up to so many bytes go at once, so that the other side wakes once.
  private static let smallFrame = 4096

  func send(_ kind: Frame.Kind, _ body: [UInt8]) throws {
    let header = Frame.header(kind, bodySize: body.count)
    let isSmall = header.count + body.count <= Self.smallFrame
    try withUnsafeTemporaryAllocation(byteCount: Self.smallFrame, alignment: 1) { buffer in
      buffer.copyBytes(from: header)
      if isSmall { UnsafeMutableRawBufferPointer(rebasing: buffer[header.count...]).copyBytes(from: body) }
      let count = header.count + (isSmall ? body.count : 0)
      try send(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
    if !isSmall { try body.withUnsafeBytes(send) }
  }

  /// Tells the other side of memory.
  func send(_ departure: MemoryLink.Departure) throws {
    try send(.memory, departure.notice.body)
    let descriptors = departure.files.map(\.descriptor.rawValue)
    guard cworker_send_descriptors(descriptor, descriptors, descriptors.count) == 0 else { throw Closed() }
  }

  /// Answers a batch.
  ///
  /// - Parameters:
  ///   - reply: The answer.
  ///   - departure: What the other side must be told of memory before it.
  ///   - announce: Tells the other side that there is an answer; until then it takes nothing.
  /// - Throws: `Closed` if the other side has gone.
  func answer(_ reply: [UInt8], after departure: MemoryLink.Departure?, announce: () -> Void) throws {
    // The other side takes a small answer at once, and must be there to take what may be large.
    let isSmall = departure == nil && reply.count <= Self.capacity
    if !isSmall { announce() }
    if let departure { try send(departure) }
    try send(.results, reply)
    if isSmall { announce() }
  }

  /// Takes what the other side tells of memory.
  ///
  /// - Parameters:
  ///   - frame: The frame that announces it.
  ///   - link: What it is told to.
  /// - Throws: `Closed` if the other side has gone, `WireError` if what it says makes no sense.
  func receive(_ frame: Frame, for link: MemoryLink) throws {
    let notice = try SegmentNotice(frame.body)
    var descriptors = [Int32](repeating: -1, count: notice.new.count)
    let error = cworker_receive_descriptors(descriptor, &descriptors, descriptors.count)
    link.accept(notice, descriptors: descriptors)
    guard error == 0 else { throw Closed() }
  }

  func receive() throws -> Frame {
    let (kind, size) = try Frame.parse(header: try receive(count: Frame.headerSize))
    return Frame(kind: kind, body: try receive(count: size))
  }

  private func send(_ bytes: UnsafeRawBufferPointer) throws {
    guard cworker_send(descriptor, bytes.baseAddress, bytes.count) == 0 else { throw Closed() }
  }

  /// Takes memory as bytes come, at most a few times as much as has come, so that a wrong count costs nothing.
  private func receive(count: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      let step = min(count - bytes.count, max(Frame.trustedSize, 7 * bytes.count))
      var error: Int32 = 0
      bytes.reserveCapacity(bytes.count + step)
      bytes.append(addingCapacity: step) { span in
        span.withUnsafeMutableBufferPointer { buffer, initializedCount in
          error = cworker_receive(descriptor, buffer.baseAddress, step)
          if error == 0 { initializedCount = step }
        }
      }
      guard error == 0 else { throw Closed() }
    }
    return bytes
  }
}
