#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A pipe that processes find by its path, and this one reads from.
///
/// Its end comes when no process has it open for writing any more: when all who opened it are dead.
struct NamedPipe: ~Copyable {
  let path: String
  private let folder: String
  private let reader: Int32

  /// Makes a pipe.
  ///
  /// - Parameter isRead: Whether this process opens it. If it does not, processes that open it for one direction wait
  ///   for one another.
  init(isRead: Bool = true) {
    var template = Array("/tmp/parallelism-tests-XXXXXX".utf8CString)
    folder = template.withUnsafeMutableBufferPointer { template in
      template.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) } ?? ""
    }
    path = folder + "/pipe"
    mkfifo(path, 0o600)
    // Opening for reading alone would wait for a writer.
    reader = isRead ? open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC) : -1
    if isRead { _ = fcntl(reader, F_SETFL, 0) }
  }

  deinit {
    if reader >= 0 { close(reader) }
    unlink(path)
    // What an `Encounter` leaves.
    unlink(path + "-met")
    rmdir(folder)
  }

  /// Waits for so many bytes.
  func awaitBytes(_ count: Int) {
    for _ in 0..<count {
      var request = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
      _ = poll(&request, 1, -1)
      var byte: UInt8 = 0
      read(reader, &byte, 1)
    }
  }

  /// Lets others go on until so many bytes have come.
  func bytes(_ count: Int) async {
    for _ in 0..<count {
      while true {
        var request = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
        if poll(&request, 1, 0) > 0, request.revents & Int16(POLLIN) != 0 { break }
        await Task.yield()
      }
      var byte: UInt8 = 0
      read(reader, &byte, 1)
    }
  }

  /// Lets others go on until the end, which comes when all writers are gone; there must have been one.
  ///
  /// - Returns: How many bytes came before.
  func awaitEnd() async -> Int {
    _ = fcntl(reader, F_SETFL, O_NONBLOCK)
    var count = 0
    var byte: UInt8 = 0
    while true {
      switch read(reader, &byte, 1) {
      case 0: return count
      case 1: count += 1
      default: await Task.yield()
      }
    }
  }
}
