import Foundation
import MemoryMapping
import SystemPackage
import Testing

@Suite struct MappedFileTests {
  @Test func showsTheBytesOfAFile() throws {
    try withTemporaryFolder { folder in
      try write("twelve bytes", to: folder.appending("file"))
      let file = try MappedFile(folder.appending("file"))
      #expect(Array(file.bytes) == Array("twelve bytes".utf8))
    }
  }

  @Test func anEmptyFileHasNoBytes() throws {
    try withTemporaryFolder { folder in
      try write("", to: folder.appending("empty"))
      #expect(try MappedFile(folder.appending("empty")).bytes.isEmpty)
    }
  }

  @Test func keepsTheBytesOfAFileThatIsReplacedOrRemoved() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending("file")
      try write("old", to: path)
      let file = try MappedFile(path)
      try withReplacement(ofFile: path) { _ = try $0.writeAll("new".utf8) }
      #expect(String(decoding: file.bytes, as: UTF8.self) == "old")
      try FileManager.default.removeItem(atPath: path.string)
      #expect(String(decoding: file.bytes, as: UTF8.self) == "old")
    }
  }

  @Test func refusesWhatIsNoRegularFile() throws {
    try withTemporaryFolder { folder in
      let missing = folder.appending("missing")
      #expect(throws: FileError(path: missing, operation: "open", reason: "No such file or directory")) {
        try MappedFile(missing)
      }
      #expect(throws: FileError(path: folder, operation: "open", reason: "it is a folder, not a file")) {
        try MappedFile(folder)
      }
      // A pipe without a writer must be refused, not waited for.
      let pipe = folder.appending("pipe")
      #expect(mkfifo(pipe.string, 0o600) == 0)
      for other in [pipe, "/dev/null"] {
        #expect(throws: FileError(path: other, operation: "open", reason: "it is not a regular file")) {
          try MappedFile(other)
        }
      }
    }
  }

  @Test func anErrorIsOneSentence() {
    let error = FileError(path: "a/b.npy", operation: "open", reason: "No such file or directory")
    #expect(error.description == "cannot open “a/b.npy”: No such file or directory")
  }
}
