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

  /// The body of a frame that tells of these variables.
  static func body(
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

/// What a worker is told of one variable.
struct TopLevelAssignment {
  enum Content {
    /// As when the program started: zero.
    case untouched
    case bytes([UInt8])
    /// Of the type of the variable.
    case value(any Decodable)
    case forbidden(String)
  }

  let place: UInt64
  let size: Int
  let content: Content
}

/// What a worker reads of them.
extension TopLevelValues {
  /// What the body of a frame says, without a look at the variables.
  ///
  /// - Parameters:
  ///   - body: The body.
  ///   - type: Finds a type by its name.
  /// - Returns: One for each variable.
  /// - Throws: `WireError` if it makes no sense, or what decoding throws.
  static func assignments(
    in body: [UInt8], type: (String) -> Any.Type? = JobName.type(named:)
  ) throws -> [TopLevelAssignment] {
    var reader = WireReader(body)
    var assignments: [TopLevelAssignment] = []
    for _ in 0..<(try reader.count(ofSize: 3)) {
      let place = try reader.varint()
      let size = Int(clamping: try reader.varint())
      let kind = try reader.varint()
      let content: TopLevelAssignment.Content
      switch kind {
      case 0: content = .untouched
      case 1:
        let bytes = try reader.raw(reader.count(ofSize: 1))
        guard bytes.count == size else {
          throw WireError("a variable of \(size) bytes is given \(bytes.count)")
        }
        content = .bytes(Array(bytes))
      case 2:
        guard let type = type(try reader.text()) as? any Decodable.Type else {
          throw WireError("the type of a top-level variable is not found")
        }
        guard self.size(of: type) == size else {
          throw WireError("a variable of \(size) bytes is given a value of type \(type)")
        }
        content = .value(try WireDecoder.read(type, from: &reader))
      case 3: content = .forbidden(try reader.text())
      default: throw WireError("no content of a variable has the number \(kind)")
      }
      assignments.append(TopLevelAssignment(place: place, size: size, content: content))
    }
    guard reader.isAtEnd else { throw WireError("there is more than the values of the variables") }
    return assignments
  }

  private static func size<Value>(of type: Value.Type) -> Int { MemoryLayout<Value>.size }
}
