import SystemPackage

/// Where results go.
enum StandardOutput {
  /// Prints a text and a line end.
  ///
  /// - Throws: `ToolError` if it cannot be written: a full disk must not pass for success.
  static func print(_ text: String) throws {
    try write { _ = try $0.writeAll((text + "\n").utf8) }
  }

  /// Calls a closure that writes to the output, and explains an error of the system.
  static func write(_ body: (FileDescriptor) throws -> Void) throws {
    do {
      try body(.standardOutput)
    } catch let errno as Errno {
      throw ToolError("cannot write to the standard output: \(errno)")
    }
  }

  /// Checks that there is an output, before the work whose result goes there.
  static func requireOpen() throws {
    try write { _ = try $0.write(UnsafeRawBufferPointer(start: nil, count: 0)) }
  }
}
