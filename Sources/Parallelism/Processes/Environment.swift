#if canImport(Darwin)
  private import Darwin
#elseif canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#endif

/// What a process inherits, besides descriptors.
enum Environment {
  static func contains(_ name: String) -> Bool { getenv(name) != nil }

  /// The working folder, or an empty text if it has none any more.
  static var folder: String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
      getcwd(buffer.baseAddress, buffer.count).map { String(cString: $0) } ?? ""
    }
  }
}
