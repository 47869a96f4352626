import Foundation
import SystemPackage

/// Calls a closure with a new folder, which is removed afterwards with all that is in it.
func withTemporaryFolder<Result>(_ body: (FilePath) throws -> Result) throws -> Result {
  let url = FileManager.default.temporaryDirectory.appending(path: "test-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
  defer { try? FileManager.default.removeItem(at: url) }
  return try body(FilePath(url.path(percentEncoded: false)))
}

func write(_ text: String, to path: FilePath) throws {
  try Data(text.utf8).write(to: URL(filePath: path.string))
}

func text(of path: FilePath) throws -> String {
  String(decoding: try Data(contentsOf: URL(filePath: path.string)), as: UTF8.self)
}

/// The names of everything in a folder, hidden or not, in order.
func names(in folder: FilePath) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder.string).sorted()
}

func makeFolder(_ path: FilePath) throws {
  try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: false)
}

func makeLink(at path: FilePath, to target: String) throws {
  try FileManager.default.createSymbolicLink(atPath: path.string, withDestinationPath: target)
}
