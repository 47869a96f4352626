import Foundation

/// A terminal that a program draws on, and what it has drawn.
struct PseudoTerminal {
  /// The end that is read.
  let screen: FileHandle
  /// The end that a program is given.
  let line: FileHandle

  init() throws {
    var (master, slave): (Int32, Int32) = (-1, -1)
    guard openpty(&master, &slave, nil, nil, nil) == 0 else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
    }
    screen = FileHandle(fileDescriptor: master, closeOnDealloc: true)
    line = FileHandle(fileDescriptor: slave, closeOnDealloc: true)
  }

  /// Everything that is drawn until the last program has closed the terminal.
  ///
  /// The caller must have closed its own `line`.
  ///
  /// - Parameter drawn: Is called with everything so far, each time that there is more.
  /// - Returns: All of it.
  func text(_ drawn: (String) -> Void = { _ in }) -> String {
    var text = ""
    var block = [UInt8](repeating: 0, count: 4096)
    // At the end there is an error: nobody is left on the other side.
    while case let count = read(screen.fileDescriptor, &block, block.count), count > 0 {
      text += String(decoding: block[..<count], as: UTF8.self)
      drawn(text)
    }
    return text
  }
}
