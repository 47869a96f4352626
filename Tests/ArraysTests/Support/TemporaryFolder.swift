import Foundation
import SystemPackage

/// Calls a closure with a new folder, which is removed afterwards with all that is in it.
func withTemporaryFolder<Result>(_ body: (FilePath) throws -> Result) throws -> Result {
  let url = FileManager.default.temporaryDirectory.appending(path: "test-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
  defer { try? FileManager.default.removeItem(at: url) }
  return try body(FilePath(url.path(percentEncoded: false)))
}

/// Calls a closure with the path of a new file with some contents.
func withFile<Result>(_ contents: some Sequence<UInt8>, _ body: (FilePath) throws -> Result) throws -> Result
{
  try withTemporaryFolder { folder in
    let path = folder.appending("file")
    try Data(contents).write(to: URL(filePath: path.string))
    return try body(path)
  }
}

func bytes(of path: FilePath) throws -> [UInt8] {
  Array(try Data(contentsOf: URL(filePath: path.string)))
}

/// The names of everything in a folder, hidden or not, in order.
func names(in folder: FilePath) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder.string).sorted()
}
