import Foundation
import SystemPackage
import Testing

@testable import MemoryMapping

private struct Interruption: Error {}

@Suite struct FileReplacementTests {
  @Test func createsAFileAndReturnsTheResult() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending("file")
      let result = try withReplacement(ofFile: path) { file in
        try file.writeAll("text".utf8)
        return 7
      }
      #expect(result == 7)
      #expect(try text(of: path) == "text")
      #expect(try names(in: folder) == ["file"])
    }
  }

  @Test func theOldFileIsThereUntilTheNewOneIsWhole() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending("file")
      try write("old and long", to: path)
      try withReplacement(ofFile: path) { file in
        try file.writeAll("new".utf8)
        #expect(try text(of: path) == "old and long")
        #expect(try names(in: folder).count == 2)
      }
      #expect(try text(of: path) == "new")
      #expect(try names(in: folder) == ["file"])
    }
  }

  @Test(arguments: [false, true])
  func anErrorLeavesNothingBehind(exists: Bool) throws {
    try withTemporaryFolder { folder in
      let path = folder.appending("file")
      if exists { try write("old", to: path) }
      #expect(throws: Interruption.self) {
        try withReplacement(ofFile: path) { file in
          try file.writeAll("half".utf8)
          throw Interruption()
        }
      }
      #expect(throws: FileError(path: path, operation: "write", reason: "No space left on device")) {
        try withReplacement(ofFile: path) { _ in throw Errno.noSpace }
      }
      #expect(try names(in: folder) == (exists ? ["file"] : []))
      if exists { #expect(try text(of: path) == "old") }
    }
  }

  @Test func refusesWhatCannotBeReplaced() throws {
    try withTemporaryFolder { folder in
      func reason(_ path: FilePath) -> String? {
        do {
          try withReplacement(ofFile: path) { _ in _ = Issue.record("nothing may be written") }
        } catch let error as FileError {
          #expect(error.path == path)
          return error.reason
        } catch {
          Issue.record("\(error)")
        }
        return nil
      }
      try makeFolder(folder.appending("folder"))
      try write("", to: folder.appending("plain"))
      try makeLink(at: folder.appending("loop"), to: "loop")
      #expect(reason(folder.appending("folder")) == "it is a folder, not a file")
      #expect(reason("/dev/null") == "it is not a regular file")
      #expect(reason(folder.appending("no/file")) == "there is no folder “\(folder.appending("no"))”")
      #expect(reason(folder.appending("plain/file")) == "Not a directory")
      #expect(reason(folder.appending("loop")) == "Too many levels of symbolic links")
      #expect(reason("") == "it does not end with a name")
      #expect(reason("/") == "it does not end with a name")
      #expect(reason(folder.appending(String(repeating: "n", count: 250))) == "File name too long")
      #expect(try names(in: folder) == ["folder", "loop", "plain"])
    }
  }

  @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
  func refusesAReadOnlyFolder() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending("file")
      #expect(chmod(folder.string, 0o555) == 0)
      #expect(throws: FileError(path: path, operation: "write", reason: "Permission denied")) {
        try withReplacement(ofFile: path) { _ in }
      }
    }
  }

  @Test(arguments: ["target", "missing"])
  func followsALink(to name: String) throws {
    try withTemporaryFolder { folder in
      try makeFolder(folder.appending("inner"))
      try write("old", to: folder.appending("inner/target"))
      try makeLink(at: folder.appending("inner/second"), to: name)
      try makeLink(at: folder.appending("first"), to: "inner/second")
      try withReplacement(ofFile: folder.appending("first")) { _ = try $0.writeAll("new".utf8) }
      #expect(try text(of: folder.appending("inner").appending(name)) == "new")
      #expect(
        try FileManager.default.destinationOfSymbolicLink(atPath: folder.appending("first").string)
          == "inner/second")
    }
  }

  @Test func takesPermissionsFromTheMask() async throws {
    await #expect(processExitsWith: .success) {
      umask(0o027)
      try withTemporaryFolder { folder in
        try withReplacement(ofFile: folder.appending("file")) { _ in }
        try withReplacement(ofFolder: folder.appending("folder"), isReplaceable: { _ in false }) { _ in }
        for (name, expected) in [("file", 0o640), ("folder", 0o750)] {
          let attributes = try FileManager.default.attributesOfItem(
            atPath: folder.appending(name).string)
          let mode = attributes[.posixPermissions] as? Int
          guard mode == expected else { exit(1) }
        }
      }
    }
  }

  @Test func readersNeverSeeAPart() async throws {
    let folder = FilePath(FileManager.default.temporaryDirectory.path(percentEncoded: false))
      .appending("test-\(UUID().uuidString)")
    try makeFolder(folder)
    defer { try? FileManager.default.removeItem(atPath: folder.string) }
    let path = folder.appending("file")
    let versions = (0..<200).map { String(repeating: "\($0),", count: 1000) }
    try write(versions[0], to: path)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for half in [versions[..<100], versions[100...]] {
        group.addTask {
          for version in half {
            try withReplacement(ofFile: path) { file in
              for byte in stride(from: 0, to: version.utf8.count, by: 512) {
                try file.writeAll(version.utf8.dropFirst(byte).prefix(512))
              }
            }
          }
        }
      }
      group.addTask {
        let known = Set(versions)
        for _ in 0..<1000 {
          let seen = try text(of: path)
          #expect(known.contains(seen))
        }
      }
      try await group.waitForAll()
    }
    #expect(try names(in: folder) == ["file"])
  }

  // MARK: Left-overs

  @Test func aKilledProcessLeavesAPartThatTheNextReplacementRemoves() async throws {
    let folder = FilePath(FileManager.default.temporaryDirectory.path(percentEncoded: false))
      .appending("test-\(UUID().uuidString)")
    try makeFolder(folder)
    defer { try? FileManager.default.removeItem(atPath: folder.string) }
    try write("old", to: folder.appending("file"))
    let place = folder.string
    await #expect(processExitsWith: .signal(SIGKILL)) { [place = place as String] in
      try withReplacement(ofFile: FilePath(place).appending("file")) { file in
        try file.writeAll("half".utf8)
        kill(getpid(), SIGKILL)
      }
    }
    #expect(try text(of: folder.appending("file")) == "old")
    #expect(try names(in: folder).count == 2)
    try withReplacement(ofFile: folder.appending("other")) { _ in }
    #expect(try names(in: folder).count == 3, "only the same target's left-overs are removed")
    try withReplacement(ofFile: folder.appending("file")) { _ = try $0.writeAll("new".utf8) }
    #expect(try names(in: folder) == ["file", "other"])
    #expect(try text(of: folder.appending("file")) == "new")
  }

  @Test func aFolderIsSweptForAllItsTargetsAtOnce() throws {
    try withTemporaryFolder { folder in
      for name in [".a.unit.77-2z.partial", ".b.unit.78-2z.partial", ".c.77-2z.partial", "a.unit"] {
        try write("", to: folder.appending(name))
      }
      // Nothing is looked for while many files are written.
      try withReplacement(ofFile: folder.appending("b.unit"), .renewable) { living in
        try living.writeAll("b".utf8)
        #expect(try names(in: folder).count == 5)
        sweepReplacements(in: folder) { $0.hasSuffix(".unit") }
        let left = try names(in: folder)
        #expect(left.filter { !$0.hasPrefix(".b.unit.") } == [".c.77-2z.partial", "a.unit"])
        #expect(left.count == 3, "a living owner's part stays")
      }
      #expect(try names(in: folder) == [".c.77-2z.partial", "a.unit", "b.unit"])
      #expect(try text(of: folder.appending("b.unit")) == "b")
    }
  }

  @Test func aLivingOwnersPartIsNeverRemoved() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending("file")
      try withReplacement(ofFile: path) { outer in
        try outer.writeAll("outer".utf8)
        try withReplacement(ofFile: path) { _ = try $0.writeAll("inner".utf8) }
        #expect(try text(of: path) == "inner")
      }
      #expect(try text(of: path) == "outer")
      #expect(try names(in: folder) == ["file"])
    }
  }

  @Test func onlyNamesThatAreCertainlyOursAreSwept() throws {
    try withTemporaryFolder { folder in
      let foreign = [
        ".file.partial", ".file.1.partial", ".file.1-.partial", ".file.-1.partial", ".file.a-b.partial",
        ".file.1-2.part", "file.1-2.partial", ".file2.1-2.partial", ".file.1-2-3.partial",
        ".file.x.1-2.partial", ".file.1-é.partial",
      ]
      for name in foreign { try write("precious", to: folder.appending(name)) }
      try write("", to: folder.appending(".file.77-2z.partial"))
      try withReplacement(ofFile: folder.appending("file")) { _ in }
      #expect(try names(in: folder) == (foreign + ["file"]).sorted())
    }
  }
}
