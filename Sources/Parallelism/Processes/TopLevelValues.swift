internal import CWorkerStart

/// What top-level variables held when a call was made, for workers to hold the same.
struct TopLevelValues: Sendable {
  /// Another number for other values; workers have zero at first.
  let version: UInt64
  /// The body of a frame.
  let body: [UInt8]

  private struct State {
    var contents: [TopLevelVariable.Content] = []
    var values: TopLevelValues?
  }

  private static let state = Locked(State())

  /// The values now, or `nil` in a program that has no such variables, as with `@main`.
  ///
  /// They can only be read while the main thread is not giving them values: when it makes the call, or sleeps. Failing
  /// that, they are what they were at the last call.
  static var current: TopLevelValues? {
    let variables = TopLevelVariable.all
    guard !variables.isEmpty else { return nil }
    return state.withLock { state in
      let mayRead = cworker_main_thread_rests()
      if let values = state.values, !mayRead { return values }
      let contents = variables.map {
        mayRead ? $0.content : $0.refusal("the main thread was at work when the call was made")
      }
      if let values = state.values, contents == state.contents { return values }
      let values = TopLevelValues(
        version: (state.values?.version ?? 0) + 1, body: body(variables, contents))
      // What could not be read is tried again.
      if mayRead { state.contents = contents }
      state.values = values
      return values
    }
  }

  private static func body(
    _ variables: [TopLevelVariable], _ contents: [TopLevelVariable.Content]
  ) -> [UInt8] {
    var writer = WireWriter()
    writer.write(count: variables.count)
    for (variable, content) in zip(variables, contents) {
      writer.write(varint: variable.place)
      writer.write(count: variable.size)
      switch content {
      case .untouched: writer.write(count: 0)
      case .bytes(let bytes):
        writer.write(count: 1)
        writer.write(count: bytes.count)
        writer.write(contentsOf: bytes)
      case .coded(let type, let bytes):
        writer.write(count: 2)
        writer.write(text: type)
        writer.write(contentsOf: bytes)
      case .forbidden(let text):
        writer.write(count: 3)
        writer.write(text: text)
      }
    }
    return writer.bytes
  }
}

/// What a worker makes of them.
///
/// SAFETY: a place comes from the parent, which runs the same program and has found a variable of this size and type
/// there. No job runs meanwhile.
extension TopLevelValues {
  /// Gives the variables of this process their values.
  ///
  /// - Throws: What decoding throws.
  static func apply(_ body: [UInt8]) throws {
    var reader = WireReader(body)
    var forbidden: [(address: UnsafeMutableRawPointer, size: Int, text: String)] = []
    for _ in 0..<(try reader.count(ofSize: 3)) {
      let place = try reader.varint()
      let size = Int(clamping: try reader.varint())
      guard let address = cworker_variable(place) else {
        throw WireError("no variable stands at \(place)")
      }
      let kind = try reader.varint()
      switch kind {
      case 0: break
      case 1:
        let bytes = try reader.raw(reader.count(ofSize: 1))
        guard bytes.count == size else {
          throw WireError("a variable of \(size) bytes is given \(bytes.count)")
        }
        bytes.withUnsafeBytes {
          UnsafeMutableRawBufferPointer(start: address, count: size).copyMemory(from: $0)
        }
      case 2:
        guard let type = JobName.type(named: try reader.text()) as? any Decodable.Type else {
          throw WireError("the type of a top-level variable is not found")
        }
        try initialize(type, at: address, from: &reader)
      default: forbidden.append((address, size, try reader.text()))
      }
    }
    try forbid(forbidden)
  }

  /// The value that was there before, if any, is never freed: what is there may be none.
  private static func initialize<Value: Decodable>(
    _ type: Value.Type, at address: UnsafeMutableRawPointer, from reader: inout WireReader
  ) throws {
    address.initializeMemory(as: type, to: try WireDecoder.read(type, from: &reader))
  }

  /// Fills variables with addresses that name them when they are used.
  private static func forbid(_ variables: [(address: UnsafeMutableRawPointer, size: Int, text: String)])
    throws
  {
    guard !variables.isEmpty else { return }
    // For the signal handler, which cannot wait for anybody to free them.
    let texts = UnsafeMutablePointer<UnsafePointer<CChar>?>.allocate(capacity: variables.count)
    for (index, variable) in variables.enumerated() {
      let text = variable.text.utf8CString
      let copy = UnsafeMutablePointer<CChar>.allocate(capacity: text.count)
      copy.initialize(from: Array(text), count: text.count)
      (texts + index).initialize(to: UnsafePointer(copy))
    }
    var pages = [UnsafeMutableRawPointer?](repeating: nil, count: variables.count)
    guard cworker_forbid(texts, variables.count, &pages) == 0 else {
      throw WireError("there is no memory to guard top-level variables with")
    }
    for (variable, page) in zip(variables, pages) {
      for offset in stride(from: 0, to: variable.size - 7, by: 8) {
        variable.address.storeBytes(of: page, toByteOffset: offset, as: UnsafeMutableRawPointer?.self)
      }
    }
  }
}
