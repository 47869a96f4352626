internal import CWorkerStart

/// One end of the socket between parent and worker; blocking, and for one thread at a time.
struct Channel {
  let descriptor: Int32

  /// The other side has gone.
  struct Closed: Error {}

  /// How large a body may be to go without anybody at the other side to take it.
  static let capacity = 32 << 10

  func send(_ kind: Frame.Kind, _ body: [UInt8]) throws {
    let header = Frame.header(kind, bodySize: body.count)
    // A small frame goes at once, so that the other side wakes once.
    guard body.count > 4096 else { return try send(header + body) }
    try send(header)
    try send(body)
  }

  func receive() throws -> Frame {
    let header = try receive(count: Frame.headerSize)
    let (kind, size) = try Frame.parse(header: header)
    return Frame(kind: kind, body: try receive(count: size))
  }

  private func send(_ bytes: [UInt8]) throws {
    let error = bytes.withUnsafeBytes { cworker_send(descriptor, $0.baseAddress, $0.count) }
    guard error == 0 else { throw Closed() }
  }

  /// Takes memory as bytes come, at most as much again as has come, so that a wrong count costs nothing.
  private func receive(count: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      let step = min(count - bytes.count, max(Frame.trustedSize, bytes.count))
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
