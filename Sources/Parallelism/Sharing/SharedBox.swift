internal import MemoryMapping

/// A shared value and, once it has crossed to another process, its encoded form.
final class SharedBox<Value: Codable & Sendable>: Sendable {
  /// The value as other processes see it.
  struct Form: Sendable {
    let content: SharedSegment
    /// What the content refers to.
    let attachments: [SharedSegment]
  }

  let value: Value
  private let form: Locked<Form?>

  init(_ value: Value) {
    self.value = value
    form = Locked(nil)
  }

  /// Decodes a value that another process has encoded.
  ///
  /// - Parameters:
  ///   - form: What has come.
  ///   - link: Has the segments that the value refers to.
  ///   - depth: How many values are being decoded around this one, which may be within itself if it is rubbish.
  /// - Throws: `DecodingError` or what the value throws.
  init(_ form: Form, through link: MemoryLink, depth: Int) throws {
    let input = WireInput(userInfo: link.userInfo, depth: depth)
    // They refer to the input.
    defer { input.slots.removeAll() }
    var start = 0
    value = try input.read(Value.self, from: UnsafeRawBufferPointer(form.content.bytes), at: &start)
    self.form = Locked(form)
    SharedBoxes.note(self, of: form.content.identity)
  }

  deinit {
    if let form = form.withLock({ $0 }) { SharedBoxes.forget(form.content.identity) }
  }

  /// The encoded form, made at the first call.
  ///
  /// - Throws: What the value throws, or `SharedMemoryError` if the system refuses the memory.
  func encoded() throws -> Form {
    try form.withLock { form in
      if let form { return form }
      let enclosures = Enclosures()
      var writer = WireWriter(userInfo: [.segmentOutbox: enclosures])
      try WireEncoder.write(value, to: &writer)
      let content = try SharedSegment(byteCount: writer.count)
      content.bytes.copyMemory(from: writer.output.bytes)
      let new = Form(content: content, attachments: enclosures.segments)
      form = new
      SharedBoxes.note(self, of: content.identity)
      return new
    }
  }
}

/// The shared values that have crossed to or from another process, by their contents.
enum SharedBoxes {
  private struct Entry: Sendable {
    weak let box: (any AnyObject & Sendable)?
  }

  private static let entries = Locked<[SegmentIdentity: Entry]>([:])

  static func box(of identity: SegmentIdentity) -> (any AnyObject & Sendable)? {
    entries.withLock { $0[identity]?.box }
  }

  static func note(_ box: some AnyObject & Sendable, of identity: SegmentIdentity) {
    entries.withLock { $0[identity] = Entry(box: box) }
  }

  static func forget(_ identity: SegmentIdentity) {
    // One that was decoded meanwhile may have taken the place. It must not end under the lock, as it comes here then.
    let successor = entries.withLock { entries in
      let successor = entries[identity]?.box
      if successor == nil { entries[identity] = nil }
      return successor
    }
    withExtendedLifetime(successor) {}
  }
}
