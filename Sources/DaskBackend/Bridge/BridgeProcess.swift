internal import SystemPackage

#if canImport(Darwin)
  private import Darwin
#elseif canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#endif

/// The Python process that talks to the cluster, and this side of the socket to it.
///
/// It leads a process group, since Ctrl-C at a terminal is for this process to decide upon, and ends with it.
struct BridgeProcess {
  let identifier: Int32
  let channel: FileDescriptor

  /// What Python is given to begin with: it takes the rest from its standard input.
  private static let loader = """
    import sys
    # Not what lies in the current folder under the name of a module.
    sys.path[:] = [path for path in sys.path if path]
    import os, struct
    for name in os.listdir("/proc/self/fd"):
        try:
            if int(name) > 2: os.close(int(name))
        except OSError:
            pass
    def read(count, data=b""):
        while len(data) < count:
            piece = os.read(0, count - len(data))
            if not piece:
                raise SystemExit("the program has gone")
            data += piece
        return data
    exec(compile(read(struct.unpack("<Q", read(8))[0]), "bridge.py", "exec"))
    """

  /// Starts a Python.
  ///
  /// - Throws: `DaskError` if there is none, or the system refuses.
  static func start(python: String, arguments: [String]) throws(DaskError) -> BridgeProcess {
    #if os(Linux)
      var ends: [Int32] = [-1, -1]
      guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
        throw refusal(errno)
      }
      defer { close(ends[1]) }
      do throws(DaskError) {
        let identifier = try spawn([python, "-c", loader] + arguments, channel: ends[1])
        return BridgeProcess(identifier: identifier, channel: FileDescriptor(rawValue: ends[0]))
      } catch {
        close(ends[0])
        throw error
      }
    #else
      throw DaskError(.unsupported, "clusters need Linux: use .processes or .threads")
    #endif
  }

  #if os(Linux)
    private static func spawn(_ command: [String], channel: Int32) throws(DaskError) -> Int32 {
      var attributes = posix_spawnattr_t()
      var actions = posix_spawn_file_actions_t()
      posix_spawnattr_init(&attributes)
      posix_spawn_file_actions_init(&actions)
      defer {
        posix_spawnattr_destroy(&attributes)
        posix_spawn_file_actions_destroy(&actions)
      }
      var (none, all) = (sigset_t(), sigset_t())
      sigemptyset(&none)
      sigfillset(&all)
      posix_spawnattr_setsigmask(&attributes, &none)
      posix_spawnattr_setsigdefault(&attributes, &all)
      posix_spawnattr_setpgroup(&attributes, 0)
      posix_spawnattr_setflags(
        &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
      posix_spawn_file_actions_adddup2(&actions, channel, STDIN_FILENO)

      var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
      defer { for argument in arguments { free(argument) } }
      var identifier: pid_t = 0
      let error = posix_spawnp(&identifier, command[0], &actions, &attributes, &arguments, environ)
      guard error == 0 else {
        throw error == ENOENT || error == EACCES ? missingPython(command[0]) : refusal(error)
      }
      return identifier
    }
  #endif

  private static func missingPython(_ python: String) -> DaskError {
    DaskError(
      .pythonMissing,
      """
      there is no “\(python)”, which would talk to the cluster: install Python 3.10 or later, and then \
      \(DaskError.installation(python)), or name another Python
      """)
  }

  private static func refusal(_ error: Int32) -> DaskError {
    DaskError(.connectionLost, "the system refuses to start Python: \(Errno(rawValue: error))")
  }

  /// Waits until it has ended.
  ///
  /// - Returns: How it did, in words.
  func awaitEnd() -> String {
    var status: Int32 = 0
    while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    return status & 0x7f == 0
      ? "it exited with code \((status >> 8) & 0xff)" : "signal \(status & 0x7f) ended it"
  }

  /// Sends some of the bytes; a peer that has gone is an error, and no signal.
  ///
  /// - Returns: How many, or less than one.
  func send(_ bytes: UnsafeRawBufferPointer) -> Int {
    while true {
      let count = systemSend(channel.rawValue, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
      if count >= 0 || errno != EINTR { return count }
    }
  }

  /// Ends it at once.
  func kill() {
    _ = systemKill(identifier, SIGKILL)
  }
}

#if canImport(Glibc)
  private let systemSend = Glibc.send
  private let systemKill = Glibc.kill
#elseif canImport(Musl)
  private let systemSend = Musl.send
  private let systemKill = Musl.kill
#endif

extension DaskError {
  /// The line that installs what the bridge needs.
  static func installation(_ python: String) -> String { "run: \(python) -m pip install distributed" }
}
