#if os(Linux)
  import Foundation
  import Testing

  @testable import Parallelism

  struct AttachedFilesTests {
    struct Total: Job {
      var values: Shared<[Int]>
      func run() -> Int { values.value.reduce(0, +) }
    }

    /// Does jobs here, as if a program of another language had started this process for it.
    private struct FileBackend: Backend {
      let files = AttachedFiles()
      let folder: URL
      var sent: @Sendable ([UInt8]) -> Void = { _ in }

      var memory: BackendMemory { .separate }

      func run(_ tasks: RemoteTasks, workers: Int) async throws {
        while var batch = tasks.take(for: 0, lasting: .milliseconds(10)) {
          guard let (request, attachments) = batch.requestWithAttachments() else { continue }
          var body = AttachedFilesTests.number(attachments.count)
          for attachment in attachments {
            let place = folder.appending(path: attachment.id)
            try attachment.withUnsafeBytes { try Data($0).write(to: place) }
            body += AttachedFilesTests.text(attachment.id) + AttachedFilesTests.text(place.path)
          }
          sent(body + request)
          try batch.complete(with: try files.perform(body + request) { _ in })
        }
      }
    }

    @Test func requestsFindTheirFiles() async throws {
      let folder = FileManager.default.temporaryDirectory.appending(path: "attached-\(UUID())")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let values = Shared(Array(0..<1000))
      let backend = FileBackend(folder: folder)
      let results = try await Parallel(on: backend, batching: .size(1)).run(
        (0..<3).map { _ in Total(values: values) })
      #expect(results == [499_500, 499_500, 499_500])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 1)
    }

    @Test func filesAreForgottenThatNoBatchRefersToForLong() {
      var files = RecentFiles(patience: 2)
      #expect(files.begin(batchWith: ["always": "/1", "once": "/2"]) == [])
      #expect(files.begin(batchWith: ["always": "/3"]) == [])
      #expect(files.begin(batchWith: ["always": "/3", "late": "/4"]) == [])
      #expect(files.path(of: "once") == "/2" && files.path(of: "always") == "/3")
      #expect(files.begin(batchWith: ["always": "/3"]) == ["once"])
      #expect(files.path(of: "once") == nil && files.path(of: "late") == "/4")
      #expect(files.begin(batchWith: ["late": "/5"]) == [])
      #expect(files.begin(batchWith: [:]) == [])
      #expect(files.begin(batchWith: [:]) == ["always"])
    }

    @Test func framesAreReadAsTheyAreWritten() throws {
      let body = Self.number(2) + ["a", "/some/where", "b", ""].flatMap(Self.text) + [1, 2, 3]
      let (files, request) = try AttachedFiles.parse(body)
      #expect(files == ["a": "/some/where", "b": ""])
      #expect(request == [1, 2, 3])
    }

    @Test func framesThatAreTooShortAreErrors() throws {
      let body = Self.number(2) + ["a", "/some/where", "b", "c"].flatMap(Self.text)
      for count in 0..<body.count {
        #expect(throws: WireError.self) { try AttachedFiles.parse(Array(body.prefix(count))) }
      }
      #expect(throws: WireError.self) { try AttachedFiles.parse([0xff, 0xff, 0xff, 0xff] + body) }
    }

    @Test func aFileThatDidNotComeFailsItsJob() async throws {
      let folder = FileManager.default.temporaryDirectory.appending(path: "attached-\(UUID())")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let values = Shared([1, 2])
      let backend = FileBackend(folder: folder) { body in
        // The same request, to a worker that was told of no file.
        guard let (files, request) = try? AttachedFiles.parse(body), !files.isEmpty,
          let reply = try? AttachedFiles().perform(Self.number(0) + request, began: { _ in })
        else { return }
        var reader = WireReader(reply)
        let failures = (try? JobReply(from: &reader))?.failures ?? []
        #expect(failures.count == 1)
        guard case .jobUndecodable(let reason)? = failures.first?.outcome else {
          Issue.record("the job was decoded")
          return
        }
        #expect(reason.contains("no file came"))
      }
      #expect(try await Parallel(on: backend).run([Total(values: values)]) == [3])
    }

    private static func number(_ number: Int) -> [UInt8] {
      withUnsafeBytes(of: UInt32(number).littleEndian) { Array($0) }
    }

    private static func text(_ text: String) -> [UInt8] { number(text.utf8.count) + Array(text.utf8) }
  }
#endif
