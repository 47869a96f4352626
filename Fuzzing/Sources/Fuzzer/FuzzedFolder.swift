import Glibc
import SystemPackage

/// A folder for the files of one input after another.
struct FuzzedFolder {
  /// That of this process, in the folder for temporary files, which `scripts/fuzz` removes.
  static let shared = FuzzedFolder()

  let path: FilePath

  private init() {
    let place = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    path = FilePath("\(place)/fuzzer-\(getpid())")
    for folder in ["", "/model", "/model/arrays"] { mkdir(path.string + folder, 0o700) }
  }

  /// Writes a file, a new one each time: the last one may still be mapped.
  ///
  /// - Returns: Its path, or nil if it cannot be written.
  func write(_ bytes: [UInt8], to name: String) -> FilePath? {
    let file = FilePath("\(path)/\(name)")
    unlink(file.string)
    guard let stream = fopen(file.string, "w") else { return nil }
    defer { fclose(stream) }
    return fwrite(bytes, 1, bytes.count, stream) == bytes.count ? file : nil
  }
}
