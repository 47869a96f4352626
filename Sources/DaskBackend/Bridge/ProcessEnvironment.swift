internal import SystemPackage

#if canImport(Darwin)
  private import Darwin
#elseif canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#endif

/// What this process has around it.
enum ProcessEnvironment {
  /// The value of a variable.
  static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// The contents of a small file, or `nil` if it cannot be read.
  static func contents(_ path: String) -> [UInt8]? {
    guard let file = try? FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec) else {
      return nil
    }
    defer { try? file.close() }
    var contents: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while let count = try? piece.withUnsafeMutableBytes({ try file.read(into: $0) }), contents.count < 1 << 24
    {
      if count == 0 { return contents }
      contents += piece[..<count]
    }
    return nil
  }

  /// The number of this process.
  static var identifier: Int32 { getpid() }

  /// The path of the file that runs.
  static var program: String {
    var path = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let count = readlink("/proc/self/exe", &path, Int(PATH_MAX))
    return String(decoding: path.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
