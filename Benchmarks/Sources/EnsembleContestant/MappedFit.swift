import Ensembles
import Exchange
import Foundation
import SystemPackage

/// A fit to a mapped file that is larger than the memory it may take, in a process of its own.
enum MappedFit {
  /// Bytes of memory that cannot be dropped, at most, of a process that fits three linear learners to a mapped file.
  ///
  /// The file is made for it and removed afterwards.
  static func peak(_ request: Request) async throws -> Double {
    let folder = URL(filePath: ".deps/benchmarks/mapped-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try write(rows: try request["rows"], columns: try request["columns"], in: folder)

    let child = Process()
    child.executableURL = Bundle.main.executableURL
    child.arguments = ["fit", folder.path]
    child.standardInput = FileHandle.nullDevice
    // Standard output is for replies.
    child.standardOutput = FileHandle.standardError
    try child.run()
    var peak = 0
    while child.isRunning {
      peak = max(peak, residentBytes(of: child.processIdentifier) ?? 0)
      usleep(5_000)
    }
    child.waitUntilExit()
    guard child.terminationStatus == 0, peak > 0 else {
      throw ExchangeError("the process that fits ended with status \(child.terminationStatus)")
    }
    return Double(peak)
  }

  /// Fits to the files of a folder.
  static func fit(in folder: String) async throws {
    let features = try NPYFile(at: FilePath(folder).appending("features.npy")).mappedMatrix(as: Double.self)
    let target = try NPYFile(at: FilePath(folder).appending("target.npy")).mappedMatrix(as: Double.self)
    let data = try Dataset(features: features, targets: target)
    _ = try await StackWorkloads.stackOfThree(folds: 3).fitted(
      to: data, on: Parallel(workers: 2, on: .threads))
  }

  // MARK: - Memory

  /// Anonymous memory, shared memory without a file, and what of both is swapped out.
  ///
  /// Pages of mapped files are not counted: the system drops them when it needs the memory.
  private static func residentBytes(of process: Int32) -> Int? {
    guard let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8) else {
      return nil
    }
    let kilobytes = status.split(separator: "\n").compactMap { line -> Int? in
      let words = line.split(whereSeparator: \.isWhitespace)
      guard words.count >= 2, ["RssAnon:", "RssShmem:", "VmSwap:"].contains(words[0]) else { return nil }
      return Int(words[1])
    }
    return kilobytes.isEmpty ? nil : kilobytes.reduce(0, +) * 1024
  }

  // MARK: - The files

  /// Writes features and target row by row, so that making them needs no memory either.
  private static func write(rows: Int, columns: Int, in folder: URL) throws {
    let features = try ArrayWriter(folder.appending(path: "features.npy"), rows: rows, columns: columns)
    let target = try ArrayWriter(folder.appending(path: "target.npy"), rows: rows, columns: 1)
    var numbers = RandomNumbers()
    for start in stride(from: 0, to: rows, by: 10_000) {
      let count = min(10_000, rows - start)
      let block = (0..<count * columns).map { _ in numbers.next() }
      try features.append(block)
      try target.append(
        (0..<count).map { numbers.target(of: block[$0 * columns..<($0 + 1) * columns]) })
    }
    try features.close()
    try target.close()
  }
}

/// A file of a matrix, written piece by piece.
private struct ArrayWriter {
  private let file: FileHandle

  init(_ url: URL, rows: Int, columns: Int) throws {
    // The header ends with a line feed at byte 128, so that the numbers are aligned.
    let description = "{'descr': '<f8', 'fortran_order': False, 'shape': (\(rows), \(columns)), }"
    let padding = String(repeating: " ", count: 117 - description.utf8.count)
    let header = Data(
      [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array((description + padding + "\n").utf8))
    try header.write(to: url)
    file = try FileHandle(forWritingTo: url)
    try file.seekToEnd()
  }

  func append(_ numbers: [Double]) throws {
    try numbers.withUnsafeBytes { try file.write(contentsOf: Data($0)) }
  }

  /// Closes the file once it is on the disk: until then its pages cannot be dropped.
  func close() throws {
    try file.synchronize()
    try file.close()
  }
}
