internal import CWorkerStart

extension LineTail {
  /// Passes on what another process has written to its standard error, and keeps the end of it.
  ///
  /// - Parameter output: The reading end of its standard error, which does not block.
  /// - Returns: Whether there may be more at some time.
  mutating func passOn(from output: Int32) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = cworker_read_available(output, &buffer, buffer.count)
      guard count > 0 else { return count < 0 }
      cworker_write_error(buffer, count)
      append(buffer[..<count])
    }
  }
}
