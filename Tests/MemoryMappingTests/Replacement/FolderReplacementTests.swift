import Foundation
import SystemPackage
import Testing

@testable import MemoryMapping

private struct Interruption: Error {}

@Suite struct FolderReplacementTests {
  private func fill(_ folder: FilePath, _ text: String) throws {
    try write(text, to: folder.appending("manifest"))
    try makeFolder(folder.appending("arrays"))
    try write(text, to: folder.appending("arrays/one"))
  }

  @Test func createsAFolder() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending("model")
      let result = try withReplacement(
        ofFolder: path,
        isReplaceable: { _ in
          Issue.record("there is nothing to replace")
          return false
        }
      ) { scratch in
        try fill(scratch, "new")
        #expect(try names(in: folder) == [scratch.lastComponent?.string])
        return 3
      }
      #expect(result == 3)
      #expect(try names(in: folder) == ["model"])
      #expect(try names(in: path) == ["arrays", "manifest"])
      #expect(try text(of: path.appending("arrays/one")) == "new")
    }
  }

  @Test func replacesAFolderAndRemovesTheOldOne() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending("model")
      try makeFolder(path)
      try write("old", to: path.appending("old-only"))
      // What a link in the old folder points to is not the folder's own.
      try write("precious", to: folder.appending("kept"))
      try makeLink(at: path.appending("link"), to: folder.appending("kept").string)
      try withReplacement(ofFolder: path, isReplaceable: { $0 == path }) { scratch in
        try fill(scratch, "new")
        #expect(try text(of: path.appending("old-only")) == "old")
      }
      #expect(try names(in: folder) == ["kept", "model"])
      #expect(try names(in: path) == ["arrays", "manifest"])
      #expect(try text(of: folder.appending("kept")) == "precious")
    }
  }

  @Test func anErrorLeavesTheOldFolder() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending("model")
      try makeFolder(path)
      try fill(path, "old")
      #expect(throws: Interruption.self) {
        try withReplacement(ofFolder: path, isReplaceable: { _ in true }) { scratch in
          try fill(scratch, "half")
          throw Interruption()
        }
      }
      #expect(try names(in: folder) == ["model"])
      #expect(try text(of: path.appending("arrays/one")) == "old")
    }
  }

  @Test func refusesForeignFoldersAndFiles() throws {
    try withTemporaryFolder { folder in
      let foreign = folder.appending("foreign")
      try makeFolder(foreign)
      try write("precious", to: foreign.appending("thing"))
      try write("precious", to: folder.appending("file"))
      let reasons = [
        ("foreign", "the folder holds other things; remove it or choose another name"),
        ("file", "it is a file, not a folder"),
      ]
      for (name, reason) in reasons {
        let path = folder.appending(name)
        #expect(throws: FileError(path: path, operation: "replace", reason: reason)) {
          try withReplacement(ofFolder: path, isReplaceable: { _ in false }) { _ in
            Issue.record("nothing may be written")
          }
        }
      }
      let homeless = folder.appending("no/model")
      #expect(
        throws: FileError(
          path: homeless, operation: "write", reason: "there is no folder “\(folder.appending("no"))”")
      ) {
        try withReplacement(ofFolder: homeless, isReplaceable: { _ in true }) { _ in }
      }
      #expect(try names(in: folder) == ["file", "foreign"])
      #expect(try text(of: foreign.appending("thing")) == "precious")
    }
  }

  @Test func whatAppearsMeanwhileIsCheckedToo() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending("model")
      #expect(throws: FileError.self) {
        try withReplacement(ofFolder: path, isReplaceable: { _ in false }) { scratch in
          try fill(scratch, "new")
          try makeFolder(path)
          try write("precious", to: path.appending("thing"))
        }
      }
      let kept = try text(of: path.appending("thing"))
      #expect(kept == "precious")
      #expect(try names(in: folder) == ["model"])
    }
  }

  @Test func followsALink() throws {
    try withTemporaryFolder { folder in
      try makeFolder(folder.appending("real"))
      try makeLink(at: folder.appending("model"), to: "real")
      try withReplacement(ofFolder: folder.appending("model"), isReplaceable: { _ in true }) {
        try fill($0, "new")
      }
      #expect(try names(in: folder) == ["model", "real"])
      #expect(try text(of: folder.appending("real/manifest")) == "new")
    }
  }

  @Test func readersNeverMissTheFolder() async throws {
    let folder = FilePath(FileManager.default.temporaryDirectory.path(percentEncoded: false))
      .appending("test-\(UUID().uuidString)")
    try makeFolder(folder)
    defer { try? FileManager.default.removeItem(atPath: folder.string) }
    let path = folder.appending("model")
    try makeFolder(path)
    try write("0", to: path.appending("manifest"))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for version in 1...100 {
          try withReplacement(ofFolder: path, isReplaceable: { _ in true }) {
            try write("\(version)", to: $0.appending("manifest"))
          }
        }
      }
      group.addTask {
        for _ in 0..<2000 {
          #expect(FileManager.default.fileExists(atPath: path.appending(".").string))
        }
      }
      try await group.waitForAll()
    }
    #expect(try names(in: folder) == ["model"])
    #expect(try text(of: path.appending("manifest")) == "100")
  }

  @Test func aKilledProcessLeavesAPartThatTheNextReplacementRemoves() async throws {
    let folder = FilePath(FileManager.default.temporaryDirectory.path(percentEncoded: false))
      .appending("test-\(UUID().uuidString)")
    try makeFolder(folder)
    defer { try? FileManager.default.removeItem(atPath: folder.string) }
    let place = folder.string
    await #expect(processExitsWith: .signal(SIGKILL)) { [place = place as String] in
      try withReplacement(ofFolder: FilePath(place).appending("model"), isReplaceable: { _ in true }) {
        try write("half", to: $0.appending("manifest"))
        kill(getpid(), SIGKILL)
      }
    }
    #expect(try names(in: folder).map { $0.hasPrefix(".model.") } == [true])
    try withReplacement(ofFolder: folder.appending("model"), isReplaceable: { _ in true }) { scratch in
      try fill(scratch, "new")
      // A second writer finds the first one's folder locked.
      try withReplacement(ofFolder: folder.appending("model"), isReplaceable: { _ in true }) {
        try fill($0, "second")
      }
      #expect(try text(of: scratch.appending("manifest")) == "new")
    }
    #expect(try names(in: folder) == ["model"])
    #expect(try text(of: folder.appending("model/manifest")) == "new")
  }

  @Test func twoRenamesTakeThePlaceOfAnExchange() throws {
    try withTemporaryFolder { folder in
      let target = try ReplacementTarget(folder.appending("model"))
      try makeFolder(target.path)
      try fill(target.path, "old")
      try makeFolder(folder.appending("new"))
      try write("new", to: folder.appending("new/manifest"))
      #expect(exchangeByRenaming(folder.appending("new"), target) == 0)
      #expect(try names(in: folder) == ["model"])
      #expect(try names(in: target.path) == ["manifest"])
      #expect(exchangeByRenaming(folder.appending("gone"), target) == Errno.noSuchFileOrDirectory.rawValue)
      #expect(try text(of: target.path.appending("manifest")) == "new", "a failure puts the old one back")
    }
  }
}
