import Arrays
import Foundation
import MemoryMapping
import SystemPackage
import Testing

@testable import Parallelism

/// Both ends of a link in one process, without a channel.
@Suite struct MemoryLinkTests {
  private let parent = MemoryLink(.parent)
  private let worker = MemoryLink(.worker)

  /// Carries what the sender has to say, with copies of its descriptors as a socket makes them.
  private func carry(from sender: MemoryLink, to receiver: MemoryLink, losing lost: Bool = false) throws
    -> Int
  {
    guard let departure = sender.depart() else { return 0 }
    let copies = departure.files.map { lost ? -1 : fcntl($0.descriptor.rawValue, F_DUPFD_CLOEXEC, 0) }
    receiver.accept(try SegmentNotice(departure.notice.body), descriptors: copies)
    return copies.count
  }

  private func cross<Value: Codable>(
    _ value: Value, from sender: MemoryLink, to receiver: MemoryLink
  ) throws -> (value: Value, segments: Int) {
    sender.beginMessage()
    var writer = WireWriter(userInfo: sender.userInfo)
    try WireEncoder.write(value, to: &writer)
    let segments = try carry(from: sender, to: receiver)
    var reader = WireReader(writer.bytes, userInfo: receiver.userInfo)
    return (try WireDecoder.read(Value.self, from: &reader), segments)
  }

  private func matrix(_ rowCount: Int = 70_000) -> Matrix<Double> {
    Matrix(rowCount: rowCount, columnCount: 2, elements: (0..<2 * rowCount).map(Double.init))
  }

  private func address(_ matrix: Matrix<Double>) -> UnsafePointer<Double>? {
    matrix.withUnsafeElements { $0.baseAddress }
  }

  @Test func aMatrixCrossesOnce() throws {
    let matrix = matrix()
    let first = try cross(matrix, from: parent, to: worker)
    let second = try cross(matrix, from: parent, to: worker)
    #expect((first.segments, second.segments) == (1, 0))
    #expect(first.value == matrix)
    #expect(address(first.value) == address(second.value))
  }

  @Test func aResultIsAValueOfItsReceiver() throws {
    let matrix = matrix()
    var result = try cross(matrix, from: worker, to: parent).value
    parent.endMessage()
    let before = address(result)
    result[0, 0] = 5
    #expect(address(result) == before)
    #expect(matrix[0, 0] == 0)
    #expect(result[69_999, 1] == 139_999)
  }

  @Test func aResultComesWithEveryMessageThatHasIt() throws {
    let matrix = matrix()
    for _ in 0..<3 {
      let (result, segments) = try cross([matrix, matrix], from: worker, to: parent)
      parent.endMessage()
      #expect(result == [matrix, matrix])
      #expect(segments == 1)
    }
  }

  @Test func whatComesBackIsWhatWasSent() throws {
    let matrix = matrix()
    let there = try cross(matrix, from: parent, to: worker).value
    let back = try cross(there, from: worker, to: parent).value
    #expect(address(back) == address(matrix))
  }

  @Test func aResultThatIsSentOnAndComesBackIsAValueOfItsOwn() throws {
    var result = try cross(matrix(), from: worker, to: parent).value
    parent.endMessage()
    let there = try cross(result, from: parent, to: worker).value
    let back = try cross(there, from: worker, to: parent).value
    parent.endMessage()
    #expect(back == result)
    result[0, 0] = -5
    #expect(back[0, 0] == 0)
    #expect(result[0, 0] == -5)
  }

  @Test func theReceiverLetsGoWithTheSender() throws {
    var matrices = [matrix()]
    parent.beginMessage()
    var writer = WireWriter(userInfo: parent.userInfo)
    try WireEncoder.write(matrices[0], to: &writer)
    let departure = try #require(parent.depart())
    let identity = try #require(departure.notice.new.first?.identity)
    worker.accept(
      departure.notice, descriptors: [fcntl(departure.files[0].descriptor.rawValue, F_DUPFD_CLOEXEC, 0)])
    weak let segment = try worker.segment(identity, for: .readOnly)
    #expect(segment != nil)
    matrices = []
    let farewell = try #require(parent.farewell())
    worker.accept(farewell.notice, descriptors: [])
    #expect(segment == nil)
  }

  @Test(arguments: [1 << 17, 1 << 17 + 1]) func largeArraysCrossAsMemory(count: Int) throws {
    let numbers = (0..<count).map(Double.init)
    let (value, segments) = try cross(["a": numbers, "b": [1]], from: parent, to: worker)
    #expect(value == ["a": numbers, "b": [1]])
    #expect(segments == (count > 1 << 17 ? 1 : 0))
  }

  private struct Arrays: Codable, Equatable {
    var bytes: [UInt8]
    var words: [Int32]
    var doubles: [Double]
    var floats: [[Float]]
  }

  @Test func arraysOfAllKindsCross() throws {
    let arrays = Arrays(
      bytes: .init(repeating: 7, count: 3 << 20), words: .init(repeating: -7, count: 1 << 20),
      doubles: [.infinity], floats: [.init(repeating: 0.5, count: 1 << 20), []])
    let (value, segments) = try cross(arrays, from: parent, to: worker)
    #expect(value == arrays)
    #expect(segments == 3)
  }

  /// Decodes itself in another way than it was encoded.
  private struct Stubborn: Codable, Equatable {
    var numbers: [Int]

    init(numbers: [Int]) { self.numbers = numbers }

    init(from decoder: any Decoder) throws {
      var container = try decoder.container(keyedBy: CodingKeys.self).nestedUnkeyedContainer(forKey: .numbers)
      numbers = []
      while !container.isAtEnd { numbers.append(Int(try container.decode(Int64.self))) }
    }
  }

  @Test func arraysAreDecodedNumberByNumberToo() throws {
    let value = Stubborn(numbers: Array(0..<150_000))
    let (crossed, segments) = try cross(value, from: parent, to: worker)
    #expect(crossed == value)
    #expect(segments == 1)
    let sets = try cross([Set(0..<10)], from: parent, to: worker)
    #expect(sets.value == [Set(0..<10)])
  }

  @Test(arguments: [8192, nil]) func policyDecidesWhatCrosses(threshold: Int?) throws {
    try SegmentPolicy.$current.withValue(SegmentPolicy(threshold: threshold)) {
      let segments = try [8192, 8193, 3 << 20].map {
        try cross([UInt8](repeating: 1, count: $0), from: parent, to: worker).segments
      }
      #expect(segments == (threshold == nil ? [0, 0, 0] : [0, 1, 1]))
      #expect(worker.policy.threshold == threshold)
    }
  }

  @Test func anEncoderWithoutALinkSendsValues() throws {
    let array = [Double](repeating: 2, count: 1 << 18)
    var writer = WireWriter()
    try WireEncoder.write(array, to: &writer)
    var reader = WireReader(writer.bytes)
    #expect(try WireDecoder.read([Double].self, from: &reader) == array)
  }

  @Test func aSegmentThatCouldNotBeReceivedIsAnErrorOfItsTask() throws {
    let array = [Double](repeating: 2, count: 1 << 18)
    var writer = WireWriter(userInfo: parent.userInfo)
    try WireEncoder.write(array, to: &writer)
    _ = try carry(from: parent, to: worker, losing: true)
    var reader = WireReader(writer.bytes, userInfo: worker.userInfo)
    let error = #expect(throws: DecodingError.self) { try WireDecoder.read([Double].self, from: &reader) }
    #expect(error.map { "\($0)" }?.contains("ulimit -n") == true)
  }

  @Test func aSegmentThatDidNotComeIsAnError() throws {
    let values: [any Codable] = [[Double](repeating: 2, count: 1 << 18), matrix(), Shared("text")]
    for value in values {
      func check<Value: Codable>(_ value: Value) throws {
        var writer = WireWriter(userInfo: parent.userInfo)
        try WireEncoder.write(value, to: &writer)
        for userInfo in [worker.userInfo, [:]] {
          var reader = WireReader(writer.bytes, userInfo: userInfo)
          #expect(throws: DecodingError.self) { try WireDecoder.read(Value.self, from: &reader) }
        }
      }
      try check(value)
    }
  }

  /// The array that is referred to may be anything, itself included.
  @Test func aSegmentWithRubbishIsAnError() throws {
    let segment = try SharedSegment(byteCount: 4096)
    parent.enclose(segment)
    _ = try carry(from: parent, to: worker)
    let writer = WireOutput()
    writer.write(.external)
    writer.write(fixed: segment.identity.high)
    writer.write(fixed: segment.identity.low)
    for tag in 0...UInt8.max {
      segment.bytes.initializeMemory(as: UInt8.self, repeating: tag)
      // As a sequence it would end where the segment does, or before.
      segment.bytes[6] = tag
      var reader = WireReader(Array(writer.bytes), userInfo: worker.userInfo)
      if let value = try? WireDecoder.read([UInt8].self, from: &reader) { #expect(value.count < 4096) }
      segment.bytes[6...].copyBytes(from: writer.bytes)
      var again = WireReader(Array(writer.bytes), userInfo: worker.userInfo)
      #expect(throws: DecodingError.self) { try WireDecoder.read([UInt8].self, from: &again) }
    }
  }
}
