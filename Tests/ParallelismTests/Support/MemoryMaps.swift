import Foundation

/// The memory that a process maps, as the kernel lists it: a line for each mapping.
///
/// Such a list comes in pieces, of which `String(contentsOf:)` takes the first only.
func memoryMaps(of process: String = "self") throws -> [Substring] {
  let file = try FileHandle(forReadingFrom: URL(filePath: "/proc/\(process)/maps"))
  defer { try? file.close() }
  return String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self).split(separator: "\n")
}
