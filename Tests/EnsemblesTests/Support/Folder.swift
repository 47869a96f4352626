import Foundation
import SystemPackage

/// A folder of a test's own, removed with everything in it when the test has ended.
final class Folder: Sendable {
  let path: FilePath

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "ensembles-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    path = FilePath(url.path)
  }

  deinit { try? FileManager.default.removeItem(atPath: path.string) }

  func appending(_ name: String) -> FilePath { path.appending(name) }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: appending(name).string))
  }

  /// The bytes of all files within a folder, by their paths.
  static func contents(of folder: FilePath) throws -> [String: Data] {
    var contents: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder.string) {
      let path = folder.string + "/" + name
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
        continue
      }
      contents[name] = try Data(contentsOf: URL(filePath: path))
    }
    return contents
  }
}
