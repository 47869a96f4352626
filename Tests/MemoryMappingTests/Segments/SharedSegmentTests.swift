import Foundation
import MemoryMapping
import SystemPackage
import Testing

@Suite struct SharedSegmentTests {
  /// What another process would have after it was handed the descriptor.
  private func received(
    _ segment: SharedSegment, byteCount: Int? = nil, access: SegmentAccess
  ) throws -> SharedSegment {
    let file = try #require(segment.file)
    return try SharedSegment(
      receiving: file, identity: segment.identity, byteCount: byteCount ?? segment.bytes.count, access: access
    )
  }

  @Test(arguments: [1, 4095, 4096, 4097, 3 << 20]) func isZeroAtFirst(size: Int) throws {
    let segment = try SharedSegment(byteCount: size)
    #expect(segment.bytes.count == size)
    #expect(segment.bytes.allSatisfy { $0 == 0 })
    #expect(Int(bitPattern: segment.base) % 4096 == 0)
  }

  @Test func isSeenByThoseWhoReceiveIt() throws {
    let segment = try SharedSegment(byteCount: 10_000)
    let reader = try received(segment, access: .readOnly)
    let writer = try received(segment, access: .readWrite)
    segment.bytes[9_999] = 7
    #expect(reader.bytes[9_999] == 7)
    writer.bytes[3] = 8
    #expect(segment.bytes[3] == 8)
    #expect(reader.bytes[3] == 8)
  }

  @Test func aCopyOnWriteIsNobodyElses() throws {
    let segment = try SharedSegment(byteCount: 10_000)
    segment.bytes[5_000] = 1
    let one = try received(segment, access: .copyOnWrite)
    let other = try received(segment, access: .copyOnWrite)
    #expect(one.bytes[5_000] == 1)
    one.bytes[5_000] = 2
    #expect(segment.bytes[5_000] == 1)
    #expect(other.bytes[5_000] == 1)
  }

  @Test func outlivesItsMaker() throws {
    var segment: SharedSegment? = try SharedSegment(byteCount: 100)
    segment?.bytes[1] = 5
    segment?.willCross()
    let reader = try received(try #require(segment), access: .readOnly)
    segment = nil
    #expect(reader.bytes[1] == 5)
  }

  @Test func refusesToMapMoreThanThereIs() throws {
    let segment = try SharedSegment(byteCount: 100)
    #expect(throws: SharedMemoryError.self) { try received(segment, byteCount: 101, access: .readOnly) }
    #expect(throws: SharedMemoryError.self) { try received(segment, byteCount: .max, access: .readOnly) }
    #expect(throws: SharedMemoryError.self) { try received(segment, byteCount: 0, access: .readOnly) }
  }

  @Test func refusesWhatCannotBeMapped() throws {
    let ends = try FileDescriptor.pipe()
    try ends.writeEnd.close()
    #expect(throws: SharedMemoryError.self) {
      try SharedSegment(
        receiving: SegmentFile(ends.readEnd), identity: SegmentIdentity(), byteCount: 1, access: .readOnly)
    }
  }

  @Test func itsSizeCannotBeChanged() throws {
    let segment = try SharedSegment(byteCount: 100)
    let descriptor = try #require(segment.file).descriptor
    #expect(throws: Errno.notPermitted) { try descriptor.resize(to: 0) }
    #expect(throws: Errno.notPermitted) { try descriptor.resize(to: 8192) }
  }

  @Test func tellsWhatToDoWhenMemoryIsRefused() {
    let error = #expect(throws: SharedMemoryError.self) { try SharedSegment(byteCount: .max) }
    let text = error?.description ?? ""
    #expect(text.hasPrefix("cannot ") && text.contains(" 9223372036854775807 bytes"), "\(text)")
  }

  @Test func mayBeWrittenUntilAnotherProcessHasIt() throws {
    let segment = try SharedSegment(byteCount: 100)
    #expect(segment.isPrivate)
    segment.willCross()
    #expect(!segment.isPrivate)
    #expect(try !received(segment, access: .readOnly).isPrivate)
  }

  @Test func aCopyThatWasWrittenToCannotBeHandedOn() throws {
    let segment = try SharedSegment(byteCount: 100)
    let copy = try received(segment, access: .copyOnWrite)
    #expect(copy.isPrivate)
    #expect(copy.file != nil)
    copy.willWrite()
    #expect(copy.isPrivate)
    #expect(copy.file == nil)
  }

  @Test func aForkedChildSharesAndMustNotWrite() async {
    await #expect(processExitsWith: .success) {
      let segment = try SharedSegment(byteCount: 100)
      let child = inForkedChild { segment.isPrivate ? 1 : 0 }
      #expect(child == 0)
      // The child might still be there.
      #expect(!segment.isPrivate)
      #expect(try SharedSegment(byteCount: 100).isPrivate)
    }
  }

  @Test func aFileStaysOpenWithItsMapping() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending("file")
      try write("contents", to: path)
      let file = try MappedFile(path)
      try write("others", to: path)
      let segment = try #require(file.segment)
      #expect(!segment.isPrivate)
      let reader = try received(segment, byteCount: 6, access: .readOnly)
      #expect(String(decoding: reader.bytes, as: UTF8.self) == "others")
    }
  }
}
