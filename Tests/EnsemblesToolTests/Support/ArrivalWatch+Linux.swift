#if os(Linux)
  import Foundation
  import SystemPackage

  /// Hears of files that are given their names in a folder, as they are.
  final class ArrivalWatch: Sendable {
    private let descriptor: CInt
    private let watch: CInt

    init(_ folder: FilePath) throws {
      descriptor = inotify_init1(CInt(IN_CLOEXEC))
      watch = inotify_add_watch(descriptor, folder.string, UInt32(IN_MOVED_TO))
      guard watch >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }

    deinit { close(descriptor) }

    /// Blocks until a number of files with a suffix have arrived.
    ///
    /// - Returns: False if the watch has ended before.
    func waits(for count: Int, suffix: String) -> Bool {
      var left = count
      var block = [UInt8](repeating: 0, count: 4096)
      while left > 0 {
        let length = read(descriptor, &block, block.count)
        guard length > 0 else { return false }
        var offset = 0
        while offset < length {
          let event = block.withUnsafeBytes {
            $0.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
          }
          guard event.mask & UInt32(IN_IGNORED) == 0 else { return false }
          offset += MemoryLayout<inotify_event>.size
          let name = block[offset..<offset + Int(event.len)].prefix { $0 != 0 }
          if String(decoding: name, as: UTF8.self).hasSuffix(suffix) { left -= 1 }
          offset += Int(event.len)
        }
      }
      return true
    }

    /// Ends the watch, and the waiting for it.
    func end() { inotify_rm_watch(descriptor, watch) }
  }
#endif
