#if canImport(Darwin)
  private import Darwin
#elseif canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#endif

/// What a process inherits, besides descriptors.
enum Environment {
  /// The value of a variable.
  static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// The working folder, or an empty text if it has none any more.
  static var folder: String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
      getcwd(buffer.baseAddress, buffer.count).map { String(cString: $0) } ?? ""
    }
  }
}
