import MemoryMapping
import Testing

@testable import Parallelism

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What goes before the other side is told of it, and what waits until somebody is there to take it.
@Suite(.timeLimit(.minutes(30))) struct ChannelTests {
  /// Both ends of a channel.
  private final class Ends {
    let worker: Channel
    let parent: Channel

    init() throws {
      #if canImport(Glibc)
        let type = Int32(SOCK_STREAM.rawValue)
      #else
        let type = SOCK_STREAM
      #endif
      var descriptors: [Int32] = [-1, -1]
      let result = socketpair(AF_UNIX, type, 0, &descriptors)
      try #require(result == 0)
      worker = Channel(descriptor: descriptors[0])
      parent = Channel(descriptor: descriptors[1])
    }

    deinit {
      close(worker.descriptor)
      close(parent.descriptor)
    }

    /// Whether anything has come that the parent has not taken.
    var isAnythingThere: Bool {
      var request = pollfd(fd: parent.descriptor, events: Int16(POLLIN), revents: 0)
      return poll(&request, 1, 0) > 0
    }
  }

  @Test func aSmallAnswerIsThereWhenItIsAnnounced() throws {
    let ends = try Ends()
    var sightings: [Bool] = []
    try ends.worker.answer([1, 2], after: nil) { sightings.append(ends.isAnythingThere) }
    #expect(sightings == [true])
    #expect(try ends.parent.receive().body == [1, 2])
  }

  @Test func aLargeAnswerWaitsForWhoTakesIt() throws {
    let ends = try Ends()
    var sightings: [Bool] = []
    let reply = [UInt8](repeating: 7, count: Channel.capacity + 1)
    try ends.worker.answer(reply, after: nil) { sightings.append(ends.isAnythingThere) }
    #expect(sightings == [false])
    #expect(try ends.parent.receive().body == reply)
  }

  /// Nobody knows how long it is, and the parent takes nothing before it is told of an answer.
  @Test func whatIsToldOfMemoryWaitsForWhoTakesIt() throws {
    let ends = try Ends()
    var sightings: [Bool] = []
    let departure = MemoryLink.Departure(
      notice: SegmentNotice(threshold: 5, gone: [SegmentIdentity()]), files: [])
    try ends.worker.answer([1, 2], after: departure) { sightings.append(ends.isAnythingThere) }
    #expect(sightings == [false])
    let memory = try ends.parent.receive()
    #expect(memory.kind == .memory)
    #expect(try SegmentNotice(memory.body) == departure.notice)
    let results = try ends.parent.receive()
    #expect(results.kind == .results)
    #expect(results.body == [1, 2])
  }
}
