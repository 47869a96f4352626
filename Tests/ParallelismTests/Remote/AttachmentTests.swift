#if os(Linux)
  import Arrays
  import Foundation
  import Parallelism
  import Testing

  /// A backend as a third party writes it, whose workers are other processes: it carries requests, attachments and
  /// replies by what is public.
  private struct RelayBackend: Backend {
    /// Where a worker finds the bytes of an attachment.
    var place: @Sendable (RemoteAttachment) throws -> String = { $0.path }
    var areOfThisMachine = true
    /// Is told how long each request is.
    var sent: @Sendable (Int) -> Void = { _ in }
    let processes: ProcessBackend

    init(_ name: String) {
      processes = ProcessBackend(environment: ["RELAY": name])
    }

    var memory: BackendMemory { .separate }

    func run(_ tasks: RemoteTasks, workers: Int) async throws {
      try await withThrowingTaskGroup { group in
        for worker in 0..<workers {
          group.addTask {
            while var batch = tasks.take(for: worker, lasting: .milliseconds(1)) {
              guard let (request, attachments) = batch.requestWithAttachments() else { continue }
              sent(request.count)
              let relay = Relay(
                request: request, areOfThisMachine: areOfThisMachine,
                paths: try Dictionary(uniqueKeysWithValues: attachments.map { ($0.id, try place($0)) }))
              let reply = try await Parallel(workers: 1, on: processes).run([relay])[0]
              try batch.complete(with: reply)
            }
          }
        }
        try await group.waitForAll()
      }
    }
  }

  /// Does a request in a worker of its own.
  struct Relay: Job {
    struct Missing: Error, CustomStringConvertible {
      var id: String
      var description: String { "nobody has placed \(id)" }
    }

    private static let paths = SharedTexts()
    private static let here = ReceivedAttachments(areOfThisMachine: true, path: path)
    private static let elsewhere = ReceivedAttachments(path: path)

    var request: [UInt8]
    var areOfThisMachine: Bool
    var paths: [String: String]

    func run() -> [UInt8] {
      Self.paths.merge(paths)
      return RemoteTasks.perform(request, attachments: areOfThisMachine ? Self.here : Self.elsewhere)
    }

    @Sendable private static func path(of id: RemoteAttachment.ID) throws -> String {
      guard let path = paths[id], !path.isEmpty else { throw Missing(id: id) }
      return path
    }
  }

  /// A folder that stands for the memory of a host: what has the same bytes is placed there once.
  private final class Host: Sendable {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "host-\(UUID().uuidString)")
    let placements = Tally()

    init() throws {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
      try? FileManager.default.removeItem(at: folder)
    }

    func place(_ attachment: RemoteAttachment) throws -> String {
      let bytes = attachment.withUnsafeBytes { Data($0) }
      let hash = bytes.reduce(into: 14_695_981_039_346_656_037 as UInt64) {
        $0 = ($0 ^ UInt64($1)) &* 1_099_511_628_211
      }
      let file = folder.appending(path: "\(hash)-\(bytes.count)")
      if !FileManager.default.fileExists(atPath: file.path()) {
        try bytes.write(to: file)
        placements.add(1)
      }
      return file.path()
    }
  }

  @Suite(.timeLimit(.minutes(30)))
  struct AttachmentTests {
    private let values = (0..<300_000).map(Double.init)

    @Test(arguments: [false, true])
    func aSharedValueDoesNotTravelWithRequests(isFar: Bool) async throws {
      let host = try Host()
      let longest = Tally()
      var backend = RelayBackend("shared \(isFar)")
      backend.sent = { longest.add(max(0, $0 - longest.value)) }
      if isFar {
        backend.place = host.place
        backend.areOfThisMachine = false
      }
      defer { backend.processes.shutDown() }
      let shared = Shared(Census(name: "a", numbers: values))
      let parallel = Parallel(workers: 1, on: backend, batching: .size(2))
      for _ in 0..<2 {
        let found = try await parallel.run((0..<6).map { TakingCensus(census: shared, number: $0) })
        #expect(Set(found.map { $0[0] }).count == 1)
        #expect(found.map { Array($0[1...]) } == Array(repeating: [1, values.count], count: 6))
      }
      #expect(longest.value < 4096)
      // The value, and the array in it.
      #expect(host.placements.value == (isFar ? 2 : 0))
    }

    @Test func sameBytesAreCalledTheSameByWhoeverHashesThem() async throws {
      let host = try Host()
      var backend = RelayBackend("matrix")
      backend.place = host.place
      backend.areOfThisMachine = false
      defer { backend.processes.shutDown() }
      let matrices = (0..<2).map { _ in Matrix(rowCount: 1000, columnCount: 300, elements: values) }
      let found = try await Parallel(workers: 1, on: backend).run(
        matrices.map { SummingRows(matrix: $0, rows: 0..<10) })
      #expect(found.map(\.sum) == Array(repeating: values[..<3000].reduce(0, +), count: 2))
      #expect(host.placements.value == 1)
    }

    @Test func whatTasksShareIsWrittenOnTheCallersMachine() async throws {
      let backend = RelayBackend("written")
      defer { backend.processes.shutDown() }
      let table = try SharedMatrix<Double>(rowCount: 8, columnCount: 4)
      let parallel = Parallel(workers: 2, on: backend)
      #expect(try await parallel.run((0..<8).map { FillingRow(row: $0, table: table) }) == Array(0..<8))
      #expect(table.matrix().withUnsafeElements { Array($0) } == (0..<32).map { Double($0 / 4) })
    }

    @Test func whatTasksShareIsRefusedElsewhere() async throws {
      var backend = RelayBackend("refused")
      backend.areOfThisMachine = false
      defer { backend.processes.shutDown() }
      let table = try SharedMatrix<Double>(rowCount: 8, columnCount: 4)
      let error = await #expect(throws: ParallelError.self) {
        try await Parallel(workers: 1, on: backend).run([FillingRow(row: 3, table: table)])
      }
      #expect(error?.code == .codingFailed)
      #expect(error?.taskIndex == 0)
      #expect(error?.description.contains("another machine") == true)
      #expect(table.matrix().withUnsafeElements { $0.allSatisfy { $0 == 0 } })
    }

    @Test(arguments: [("", "nobody has placed"), ("/nowhere/at all", "/nowhere/at all")])
    func whatIsNotThereIsAnErrorOfItsTask(path: String, reason: String) async throws {
      var backend = RelayBackend("missing")
      backend.place = { _ in path }
      defer { backend.processes.shutDown() }
      let shared = Shared(values)
      let outcomes = try await Parallel(workers: 1, on: backend).run(
        [SummingShared(values: Shared([1, 2]), part: 0..<2), SummingShared(values: shared, part: 0..<1)],
        onFailure: .collect)
      for (task, outcome) in outcomes.enumerated() {
        let error = #expect(throws: ParallelError.self) { try outcome.get() }
        #expect(error?.code == .codingFailed)
        #expect(error?.taskIndex == task)
        #expect(error?.description.contains(reason) == true)
      }
    }

    /// Carries requests from this process to itself.
    private struct LoopbackBackend: Backend {
      let attachments: ReceivedAttachments
      let placed: @Sendable ([RemoteAttachment]) -> Void

      var memory: BackendMemory { .separate }

      func run(_ tasks: RemoteTasks, workers: Int) async throws {
        while var batch = tasks.take(for: 0, lasting: .milliseconds(1)) {
          guard let (request, list) = batch.requestWithAttachments() else { continue }
          placed(list)
          try batch.complete(with: RemoteTasks.perform(request, attachments: attachments))
        }
      }
    }

    @Test func attachmentsAreAskedForOnceUntilTheyAreForgotten() async throws {
      let paths = SharedTexts()
      let asked = Tally()
      let attachments = ReceivedAttachments(areOfThisMachine: true) { id in
        asked.add(1)
        return paths[id] ?? ""
      }
      let backend = LoopbackBackend(attachments: attachments) { list in
        for attachment in list {
          #expect(attachment.byteCount >= 300_000 * 8)
          #expect(attachment.id.count == 32)
          paths.merge([attachment.id: attachment.path])
        }
      }
      let matrix = Matrix(rowCount: 1000, columnCount: 300, elements: values)
      let parallel = Parallel(workers: 1, on: backend, batching: .size(1))
      let jobs = Array(repeating: SummingRows(matrix: matrix, rows: 0..<1), count: 3)
      let sum = values[..<300].reduce(0, +)
      #expect(try await parallel.run(jobs).map(\.sum) == [sum, sum, sum])
      #expect(asked.value == 1)
      #expect(paths.names.count == 1)
      attachments.forget("no such thing")
      for id in paths.names { attachments.forget(id) }
      #expect(try await parallel.run(jobs).map(\.sum) == [sum, sum, sum])
      #expect(asked.value == 2)
    }

    @Test func resultsTravelWithReplies() async throws {
      let backend = LoopbackBackend(
        attachments: ReceivedAttachments { _ in "" }, placed: { #expect($0.isEmpty) })
      let results = try await Parallel(workers: 1, on: backend).run([MakingMatrix(rowCount: 40_000)])
      #expect(results == [Matrix(rowCount: 40_000, columnCount: 8, repeating: 40_000)])
    }
  }
#endif
