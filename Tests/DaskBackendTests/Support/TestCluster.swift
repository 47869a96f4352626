import DaskBackend
import Dispatch
import Foundation

/// A Dask cluster on this machine, which ends with this object.
///
/// There is one where the variable `DASK_PYTHON` names a Python that has Dask, as `make test-dask` sees to.
final class TestCluster: Sendable {
  static let python = ProcessInfo.processInfo.environment["DASK_PYTHON"]
  static var isPossible: Bool { python != nil }

  /// The address of this machine among hosts that can be made, as `make test-dask` sees to where it can.
  static let hostsAddress = ProcessInfo.processInfo.environment["DASK_HOSTS"]

  struct Refusal: Error {
    let command: String
    let answer: String
  }

  let address: String
  private let process: Process
  private let input = Pipe()
  private let output: LineReader
  private let folder: URL
  /// Commands are answered one after the other, by threads that may wait.
  private let queue = DispatchQueue(label: "cluster")

  /// Starts a scheduler, and workers with so many threads each.
  static func start(
    workers: [Int] = [2, 2], certificates: URL? = nil, host: String = "127.0.0.1"
  ) async throws -> TestCluster {
    let cluster = try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(with: Result { try TestCluster(certificates: certificates, host: host) })
      }
    }
    if !workers.isEmpty {
      try await cluster.tell("workers \(workers.map(String.init).joined(separator: " "))")
    }
    return cluster
  }

  private init(certificates: URL?, host: String) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "dask-test-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    process = Process()
    process.executableURL = URL(filePath: Self.python ?? "")
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "cluster.py")
    process.arguments =
      [script.path, "--folder", folder.path, "--host", host]
      + (certificates.map { ["--certificates", $0.path] } ?? [])
    let pipe = Pipe()
    output = LineReader(pipe)
    process.standardInput = input
    process.standardOutput = pipe
    try process.run()
    let line = output.next()
    guard let line, line.contains("://") else { throw Refusal(command: "start", answer: line ?? "") }
    address = line
  }

  deinit {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: folder)
  }

  /// What runs jobs on this cluster.
  var backend: DaskCluster { DaskCluster(scheduler: .address(address), python: Self.python ?? "") }

  /// Has cluster.py do something.
  @discardableResult
  func tell(_ command: String) async throws -> String {
    try await withCheckedThrowingContinuation { continuation in
      queue.async { [self] in
        try? input.fileHandleForWriting.write(contentsOf: Data("\(command)\n".utf8))
        let answer = output.next() ?? "error"
        if answer.hasPrefix("error") {
          continuation.resume(throwing: Refusal(command: command, answer: answer))
        } else {
          continuation.resume(returning: answer)
        }
      }
    }
  }

  /// Starts a worker.
  ///
  /// - Returns: What it is called.
  @discardableResult
  func addWorker(threads: Int = 2) async throws -> String { try await tell("workers \(threads)") }
}

/// Reads lines, as one thread at a time asks for them.
///
/// SAFETY: whoever starts the cluster reads the first line, and all others are read on its queue.
private final class LineReader: @unchecked Sendable {
  private let pipe: Pipe
  private var rest: [UInt8] = []

  init(_ pipe: Pipe) {
    self.pipe = pipe
  }

  func next() -> String? {
    while true {
      if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        defer { rest.removeSubrange(...end) }
        return String(decoding: rest[..<end], as: UTF8.self)
      }
      let piece = pipe.fileHandleForReading.availableData
      if piece.isEmpty { return nil }
      rest += piece
    }
  }
}
