import Arrays
import Foundation
import MemoryMapping
import SystemPackage
import Testing

@testable import Parallelism

/// Cannot be encoded, as a value that stays in its process need not.
private struct Immobile: Codable {
  var number = 1
  init() {}
  init(from decoder: any Decoder) throws { throw Refusal(reason: "immobile") }
  func encode(to encoder: any Encoder) throws { throw Refusal(reason: "immobile") }
}

/// Counts how often it was decoded in this process.
struct Census: Codable, Sendable {
  static let count = Locked(0)
  var name: String
  var numbers: [Double]

  init(name: String, numbers: [Double]) {
    (self.name, self.numbers) = (name, numbers)
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    numbers = try container.decode([Double].self, forKey: .numbers)
    Self.count.withLock { $0 += 1 }
  }
}

struct TakingCensus: Job {
  var census: Shared<Census>
  var number: Int

  func run() -> [Int] {
    [
      Int(ProcessInfo.processInfo.processIdentifier), Census.count.withLock { $0 },
      census.value.numbers.count,
    ]
  }
}

@Suite(.timeLimit(.minutes(30))) struct SharedTests {
  @Test(arguments: backends) func nothingIsEncodedWhereMemoryIsShared(backend: any Backend) async throws {
    let shared = Shared(Immobile())
    #expect(shared.value.number == 1)
    #expect(
      try await Parallel(workers: 2, on: backend).map(0..<4) { $0 + shared.value.number } == [1, 2, 3, 4])
  }

  @Test func whatCannotBeEncodedIsAnErrorOfTheTask() async throws {
    let error = await #expect(throws: ParallelError.self) {
      try await Parallel(workers: 1, on: .processes).run([Echo(value: Shared(Secret()))])
    }
    #expect(error?.code == .codingFailed)
    #expect(error?.taskIndex == 0)
  }

  @Test func aWorkerDecodesOnce() async throws {
    let parallel = Parallel(workers: 2, on: .processes, batching: .size(1))
    let shared = Shared(Census(name: "a", numbers: .init(repeating: 1, count: 200_000)))
    var counts: [Int: Set<Int>] = [:]
    for _ in 0..<3 {
      for result in try await parallel.run((0..<10).map { TakingCensus(census: shared, number: $0) }) {
        counts[result[0], default: []].insert(result[1])
        #expect(result[2] == 200_000)
      }
    }
    // Other tests use these workers too, but none of them decodes such a value.
    for count in counts.values { #expect(count.count == 1) }
  }

  @Test func twoJobsOfAWorkerSeeTheSameBytes() async throws {
    let values = (0..<300_000).map(Double.init)
    let shared = Shared(values)
    let jobs = (0..<6).map { SummingShared(values: shared, part: $0 * 50_000..<($0 + 1) * 50_000) }
    let sightings = try await Parallel(workers: 2, on: .processes, batching: .size(1)).run(jobs)
    #expect(sightings.map(\.sum) == jobs.map { $0.part.reduce(0) { $0 + Double($1) } })
    for (_, own) in Dictionary(grouping: sightings, by: \.process) {
      #expect(Set(own.map(\.address)).count == 1)
    }
  }

  @Test func comesBackAsWhatItIs() async throws {
    let shared = Shared([1, 2, 3])
    let results = try await Parallel(workers: 1, on: .processes).run([
      Echo(value: shared), Echo(value: shared),
    ])
    #expect(results.map(\.value) == [[1, 2, 3], [1, 2, 3]])
  }

  @Test func holdsOtherSharedValuesAndMatrices() async throws {
    let matrix = Matrix<Double>(rowCount: 200_000, columnCount: 1, repeating: 3)
    let holder = Shared(SharedHolder(matrix: Shared(matrix), list: Shared(["a", "b"])))
    let parallel = Parallel(workers: 2, on: .processes)
    for back in try await parallel.run((0..<4).map { _ in Echo(value: holder) }) {
      #expect(back.value.matrix.value == matrix)
      #expect(back.value.list.value == ["a", "b"])
    }
  }

  /// A segment may hold a reference to itself.
  @Test func aValueWithinItselfIsAnError() throws {
    let link = MemoryLink(.worker)
    let reference = SharedReference(
      content: .init(high: 1, low: 2, offset: 0, byteCount: 1, access: SegmentAccess.readOnly.rawValue))
    var writer = WireWriter()
    try WireEncoder.write(Chain.Form(next: reference), to: &writer)
    let segment = try SharedSegment(byteCount: writer.count)
    segment.bytes.copyBytes(from: writer.bytes)
    let file = try #require(segment.file)
    link.accept(
      SegmentNotice(
        threshold: nil, new: [.init(identity: SegmentIdentity(high: 1, low: 2), byteCount: writer.count)]),
      descriptors: [fcntl(file.descriptor.rawValue, F_DUPFD_CLOEXEC, 0)])
    var reader = WireReader(writer.bytes, userInfo: link.userInfo)
    let error = #expect(throws: DecodingError.self) { try WireDecoder.read(Chain.self, from: &reader) }
    #expect(error.map { "\($0)" }?.contains("levels deep") == true)
  }

  @Test func decodingLeavesNothingBehind() throws {
    weak var receiver: MemoryLink?
    try {
      let (sender, link) = (MemoryLink(.parent), MemoryLink(.worker))
      receiver = link
      var writer = WireWriter(userInfo: sender.userInfo)
      try WireEncoder.write(Shared(Census(name: "a", numbers: [1])), to: &writer)
      // As another process has it, to which the segment is none of its own.
      let departure = try #require(sender.depart())
      link.accept(
        departure.notice,
        descriptors: departure.files.map { fcntl($0.descriptor.rawValue, F_DUPFD_CLOEXEC, 0) })
      var reader = WireReader(writer.bytes, userInfo: link.userInfo)
      #expect(try WireDecoder.read(Shared<Census>.self, from: &reader).value.name == "a")
    }()
    #expect(receiver == nil)
  }

  @Test func otherEncodersEncodeTheValue() throws {
    let data = try JSONEncoder().encode([Shared(["a": 1])])
    #expect(String(decoding: data, as: UTF8.self) == #"[{"a":1}]"#)
    #expect(try JSONDecoder().decode([Shared<[String: Int]>].self, from: data)[0].value == ["a": 1])
  }

  @Test func workersLetGoOfIt() async throws {
    await #expect(processExitsWith: .success) {
      let parallel = Parallel(workers: 1, on: .processes)
      func descriptors() async throws -> Int { try await parallel.run([CountingDescriptors()])[0] }
      let before = try await descriptors()
      do {
        let shared = Shared([Double](repeating: 1, count: 1 << 18))
        _ = try await parallel.run([SummingShared(values: shared, part: 0..<1)])
        #expect(try await descriptors() > before)
        withExtendedLifetime(shared) {}
      }
      #expect(try await descriptors() == before)
    }
  }

  @Test func idleWorkersLetGoOfIt() async throws {
    await #expect(processExitsWith: .success) {
      let parallel = Parallel(workers: 1, on: .processes)
      var shared: Shared<[Double]>? = Shared([Double](repeating: 1, count: 1 << 18))
      let worker = try await parallel.run([SummingShared(values: try #require(shared), part: 0..<1)])[0]
        .process
      func hasSegments() throws -> Bool {
        try memoryMaps(of: "\(worker)").contains { $0.contains("swift-segment") }
      }
      #expect(try hasSegments())
      shared = nil
      // Nothing is sent to the worker any more but this.
      await wait { (try? hasSegments()) == false }
      #expect(try await parallel.run([Identification()])[0] == worker)
    }
  }
}

/// Shared values within a shared value.
struct SharedHolder: Codable, Sendable {
  var matrix: Shared<Matrix<Double>>
  var list: Shared<[String]>
}

/// May hold another of its kind.
private struct Chain: Codable, Sendable {
  var next: Shared<Chain>?

  /// What it looks like on the way.
  struct Form: Codable {
    var next: SharedReference
  }
}

/// A shared value on the way.
private struct SharedReference: Codable {
  struct Reference: Codable {
    var high, low: UInt64
    var offset, byteCount: Int
    var access: UInt8
  }

  var content: Reference
  var attachments: [Reference] = []
}
