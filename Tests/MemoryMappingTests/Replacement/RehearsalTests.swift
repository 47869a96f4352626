import Foundation
import MemoryMapping
import SystemPackage
import Testing

@Suite("Rehearsing a replacement")
struct RehearsalTests {
  private func names(in folder: FilePath) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.string).sorted()
  }

  private func withFolder(_ body: (FilePath) throws -> Void) throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "rehearsal-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: url) }
    let folder = FilePath(url.path)
    try Data("old".utf8).write(to: url.appending(path: "file"))
    try FileManager.default.createDirectory(
      at: url.appending(path: "folder"), withIntermediateDirectories: false)
    try body(folder)
    #expect(try names(in: folder) == ["file", "folder"])
    #expect(try Data(contentsOf: url.appending(path: "file")) == Data("old".utf8))
  }

  @Test("What could be written passes, and nothing is left")
  func possible() throws {
    try withFolder { folder in
      try rehearseReplacement(ofFile: folder.appending("new"))
      try rehearseReplacement(ofFile: folder.appending("file"))
      try rehearseReplacement(ofFolder: folder.appending("new")) { _ in false }
      try rehearseReplacement(ofFolder: folder.appending("folder")) { _ in true }
    }
  }

  @Test("What could not be written throws as the writing would, and nothing is left")
  func impossible() throws {
    try withFolder { folder in
      for path in [folder.appending("folder"), folder.appending("none").appending("file"), "/proc/none"] {
        #expect(throws: FileError.self) { try rehearseReplacement(ofFile: path) }
      }
      for path in [folder.appending("file"), folder.appending("folder"), "/proc/none"] {
        #expect(throws: FileError.self) { try rehearseReplacement(ofFolder: path) { _ in false } }
      }
    }
  }
}
