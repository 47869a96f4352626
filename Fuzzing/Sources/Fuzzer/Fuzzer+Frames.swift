import Glibc

@testable import Parallelism

extension Fuzzer {
  /// Receives frames from a socket that holds the input and is closed behind it.
  static func frames(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var ends: [CInt] = [-1, -1]
    guard socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends) == 0 else { return -1 }
    defer { close(ends[0]) }
    let sent = write(ends[1], data, count)
    close(ends[1])
    guard sent == count else { return -1 }
    let channel = Channel(descriptor: ends[0])
    var received = 0
    let link = MemoryLink(.worker)
    while let frame = try? channel.receive() {
      received += Frame.headerSize + frame.body.count
      switch frame.kind {
      case .hello: if let hello = try? Hello(frame.body) { precondition(hello.body == frame.body) }
      // No input can carry descriptors: those of all segments are missing.
      case .memory: try? channel.receive(frame, for: link)
      case .attachedJobs: _ = try? AttachedFiles.parse(frame.body)
      case .variables, .jobs, .results, .leave: break
      }
    }
    precondition(received <= count, "more was received than was sent")
    return 0
  }
}
