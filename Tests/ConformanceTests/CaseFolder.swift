import Conformance
import Foundation
import SystemPackage
import Testing

/// A folder of cases of its own, which is removed with the value.
final class CaseFolder {
  let path: FilePath

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "conformance-\(UUID().uuidString)")
    path = FilePath(url.path())
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path.string) }

  /// Writes a file.
  func write(_ text: String, to name: String) throws {
    let url = URL(filePath: path.appending(name).string)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  /// Copies a committed file, with one text of it replaced wherever it stands.
  ///
  /// - Throws: An error if the text is not in the file: the test would try nothing.
  func copy(_ name: String, replacing old: String, with new: String, as newName: String? = nil) throws {
    let text = try Self.committed(name)
    let isThere = text.contains(old)
    try #require(isThere, "“\(old)” is not in \(name)")
    try write(text.replacing(old, with: new), to: newName ?? name)
  }

  /// The text of a committed file.
  static func committed(_ name: String) throws -> String {
    try String(
      contentsOf: URL(filePath: ConformanceRun.committedFolder.appending(name).string), encoding: .utf8)
  }

  /// Runs the cases of the folder.
  func results(
    unsupported: UnsupportedFeatures? = nil, mustNeedEveryFeature: Bool? = nil
  ) async throws -> [CaseResult] {
    try await ConformanceRun(
      of: path, unsupported: unsupported, mustNeedEveryFeature: mustNeedEveryFeature
    ).results()
  }
}
