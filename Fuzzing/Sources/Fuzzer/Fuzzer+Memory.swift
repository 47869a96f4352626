import Glibc

@testable import MemoryMapping
@testable import Parallelism

extension Fuzzer {
  /// Is told of segments, gets some of them, and decodes a value that refers to them.
  ///
  /// The input has the type of the value, who receives it and what is lost on the way, what the segments hold, what
  /// is told of them, and the value.
  static func memory(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let crossing = Crossing(Array(UnsafeBufferPointer(start: data, count: count))) else { return 0 }
    let link = MemoryLink(crossing.isResult ? .parent : .worker)
    do {
      link.accept(crossing.notice, descriptors: try crossing.descriptors())
    } catch {
      preconditionFailure("\(error)")
    }
    var reader = WireReader(crossing.value, userInfo: link.userInfo)
    switch crossing.type % 6 {
    case 0: check([Double].self, &reader)
    case 1: check([[UInt8]].self, &reader)
    case 2: check(FuzzedView.self, &reader)
    case 3: check(Shared<[String: [Int]]>.self, &reader)
    case 4: check(FuzzedChain.self, &reader)
    default: check(Set<Int16>.self, &reader)
    }
    link.endMessage()
    return 0
  }
}

/// What could be decoded can go on to another process.
private func check<Value: Codable>(_ type: Value.Type, _ reader: inout WireReader) {
  guard let value = try? WireDecoder.read(type, from: &reader) else { return }
  let link = MemoryLink(.parent)
  var writer = WireWriter(userInfo: link.userInfo)
  do {
    try WireEncoder.write(value, to: &writer)
    guard let departure = link.depart() else { return }
    let told = try SegmentNotice(departure.notice.body)
    precondition(told == departure.notice, "a notice has changed")
    precondition(told.new.count == departure.files.count, "a segment has no descriptor")
  } catch {
    preconditionFailure("\(error)")
  }
}

/// The parts of an input.
private struct Crossing {
  let type: UInt64
  let isResult: Bool
  let content: [UInt8]
  let notice: SegmentNotice
  let value: [UInt8]
  /// Which of the first descriptors are lost, by their bits.
  private let losses: UInt64

  /// - Returns: `nil` if the input is none; a notice that cannot be read ends a worker.
  init?(_ input: [UInt8]) {
    var reader = WireReader(input)
    do {
      type = try reader.varint()
      let flags = try reader.varint()
      (isResult, losses) = (flags & 1 == 1, flags >> 1)
      content = Array(try reader.raw(reader.count(ofSize: 1)))
      notice = try SegmentNotice(Array(try reader.raw(reader.count(ofSize: 1))))
      value = Array(input[reader.offset...])
    } catch {
      return nil
    }
  }

  /// One for each segment of the notice: all of them are of the same memory.
  func descriptors() throws -> [Int32] {
    let segment = try SharedSegment(byteCount: max(1, content.count))
    // One that has crossed is not used again.
    segment.willCross()
    segment.bytes.copyBytes(from: content)
    guard let file = segment.file else { return [] }
    return notice.new.indices.map { index in
      let isLost = index < 63 && losses >> index & 1 == 1
      return isLost ? -1 : fcntl(file.descriptor.rawValue, F_DUPFD_CLOEXEC, 0)
    }
  }
}
