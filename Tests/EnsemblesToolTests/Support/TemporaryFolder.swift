import Foundation
import SystemPackage

/// A folder of a test's own, removed with everything in it when the test has ended.
final class TemporaryFolder: Sendable {
  let path: FilePath

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appending(path: "ensembles-tool-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    path = FilePath(url.path)
  }

  deinit { try? FileManager.default.removeItem(atPath: path.string) }

  /// Writes a file of text.
  func write(_ text: String, to name: String) throws { try write(Data(text.utf8), to: name) }

  /// Writes a file of bytes.
  func write(_ data: Data, to name: String) throws {
    try data.write(to: URL(filePath: path.appending(name).string))
  }

  /// Makes a folder within.
  func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: path.appending(name).string, withIntermediateDirectories: true)
  }

  /// The bytes of a file.
  func data(of name: String) throws -> Data {
    try Data(contentsOf: URL(filePath: path.appending(name).string))
  }

  /// The lines of a file.
  func lines(of name: String) throws -> [String] {
    String(decoding: try data(of: name), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// The names of everything in here, hidden files too.
  var names: Set<String> {
    get throws { Set(try FileManager.default.contentsOfDirectory(atPath: path.string)) }
  }

  /// The bytes of all files below a folder, by their paths.
  func contents(below name: String) throws -> [String: Data] {
    let folder = path.appending(name).string
    var contents: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      var isFolder: ObjCBool = false
      let path = folder + "/" + name
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
        continue
      }
      contents[name] = try Data(contentsOf: URL(filePath: path))
    }
    return contents
  }
}
