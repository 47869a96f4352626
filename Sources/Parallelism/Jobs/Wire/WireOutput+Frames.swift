/// A value that is being encoded.
struct WireFrame: BitwiseCopyable {
  enum Shape {
    case undecided
    /// Complete.
    case value
    case keyed
    case sequence
  }

  /// Of which entry of its container it is the value.
  enum Key {
    case none
    /// The key that stands at a place of the message.
    case text(at: Int)
    case index(Int)
  }

  enum Fault {
    case none
    case twoThings
    case late
    case tooDeep
  }

  let identity: Int
  /// Where the value begins.
  let start: Int
  let key: Key
  /// How many parts belong to the values around it.
  let outerPartCount: Int
  var shape = Shape.undecided
  var fault = Fault.none
  /// How many values it contains.
  var count = 0
  /// A bit for the hash of every key; a key whose bit is not set is new.
  var keyBits: UInt64 = 0
  var repeatsKeys = false
}

/// Containers write to the innermost frame only; a part that may be written out of turn is a message of its own until
/// the value that it belongs to ends.
extension WireOutput {
  private var top: UnsafeMutablePointer<WireFrame> { frames + (frameCount - 1) }

  // MARK: Values

  /// Writes a value from front to end.
  ///
  /// What an error has left unfinished is taken back.
  func write<Value: Encodable>(whole value: Value) throws {
    precondition(frameCount == 0)
    try write(value, key: .none, undoingTo: count)
  }

  /// Writes a value in a frame of its own; an error takes back everything from the beginning of its entry.
  @inline(__always)
  private func write<Value: Encodable>(_ value: Value, key: WireFrame.Key, undoingTo undo: Int) throws {
    if write(builtin: value) { return }
    let outer = (frameCount, current, partCount: parts.count)
    do {
      try push(key)
      try value.encode(to: WireEncoder(output: self, identity: current))
      try pop()
    } catch {
      dropParts(from: outer.partCount)
      (frameCount, current, _) = outer
      truncate(to: undo)
      throw error
    }
  }

  /// Writes a value in the frame of another that is nothing else than it.
  func write<Value: Encodable>(single value: Value, of identity: Int) throws {
    try check(identity)
    guard top.pointee.shape == .undecided else { throw invalid(.twoThings) }
    if write(builtin: value) {
      top.pointee.shape = .value
      return
    }
    singleDepth += 1
    defer { singleDepth -= 1 }
    guard singleDepth <= wireDepthLimit else { throw tooDeep() }
    try value.encode(to: WireEncoder(output: self, identity: identity))
  }

  func beginSingle(of identity: Int) throws {
    try check(identity)
    guard top.pointee.shape == .undecided else { throw invalid(.twoThings) }
    top.pointee.shape = .value
  }

  // MARK: Containers

  /// Decides that the value with an identity is a container.
  ///
  /// Containers are given away by functions that cannot throw: a fault is told when the value ends.
  func become(_ shape: WireFrame.Shape, _ identity: Int) {
    guard identity == current else { return note(.late) }
    if top.pointee.shape == .undecided {
      top.pointee.shape = shape
      write(fixed: 0 as UInt64)
      if shape == .sequence { write(fixed: 0 as UInt64) }
    } else if top.pointee.shape != shape {
      note(.twoThings)
    }
  }

  /// Begins an entry of a keyed value.
  ///
  /// - Returns: Where it begins.
  @inline(__always)
  func beginEntry(_ key: String, of identity: Int) throws -> Int {
    try check(identity)
    var key = key
    let start = count
    key.withUTF8 { utf8 in
      noteKey(utf8)
      write(varint: UInt64(utf8.count))
      write(raw: UnsafeRawBufferPointer(utf8))
    }
    return start
  }

  /// Begins an entry of a sequence.
  @inline(__always)
  func beginElement(of identity: Int) throws -> Int {
    try check(identity)
    top.pointee.count += 1
    return count
  }

  func write<Value: Encodable>(_ value: Value, forKey key: String, of identity: Int) throws {
    let start = try beginEntry(key, of: identity)
    try write(value, key: .text(at: start), undoingTo: start)
  }

  func write<Value: Encodable>(element value: Value, of identity: Int) throws {
    let start = try beginElement(of: identity)
    do {
      try write(value, key: .index(top.pointee.count - 1), undoingTo: start)
    } catch {
      top.pointee.count -= 1
      throw error
    }
  }

  func elementCount(of identity: Int) -> Int { identity == current ? top.pointee.count : 0 }

  /// Notes a key, and whether it is there already.
  ///
  /// What was written last for a key counts, as with every encoder. That keys are repeated is rare, so that the
  /// message merely says that they are. A value with many keys is looked at when it ends.
  @inline(__always)
  private func noteKey(_ key: UnsafeBufferPointer<UInt8>) {
    var hash = UInt64(truncatingIfNeeded: key.count)
    if let first = key.first, let last = key.last {
      hash &+= UInt64(first) &* 31 &+ UInt64(last) &* 7 &+ UInt64(key[key.count / 2]) &* 13
    }
    let bit: UInt64 = 1 << (hash & 63)
    top.pointee.count += 1
    if top.pointee.keyBits & bit == 0 {
      top.pointee.keyBits |= bit
    } else if !top.pointee.repeatsKeys {
      top.pointee.repeatsKeys = !parts.isEmpty || top.pointee.count <= Self.manyKeys && holds(key)
    }
  }

  private static var manyKeys: Int { 16 }

  /// Whether two keys of many are the same, or look so.
  private func repeatsKeys(_ frame: WireFrame) -> Bool {
    let bytes = WireBytes(bytes)
    var hashes = Set<UInt64>(minimumCapacity: frame.count)
    var offset = frame.start + 8
    while offset < count, let key = try? bytes.textRange(at: offset, to: count),
      let text = try? bytes.part(key), let end = try? bytes.end(ofValueAt: key.upperBound, to: count)
    {
      // FNV-1a.
      let hash = text.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
      if !hashes.insert(hash).inserted { return true }
      offset = end
    }
    return false
  }

  /// Whether the innermost value has a key.
  @inline(never)
  private func holds(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
    guard case .found? = try? WireBytes(bytes).entry(key, from: top.pointee.start + 8, to: count) else {
      return false
    }
    return true
  }

  // MARK: Parts

  /// Begins a part that is written later, as `nestedContainer` and `superEncoder` give away.
  func addPart(_ key: WireFrame.Key, of identity: Int) -> WireEncoder {
    let part = spares.popLast() ?? WireOutput(userInfo: userInfo, capacity: 64)
    part.whole = (self, frameCount, key)
    part.outerDepth = depth
    part.pushUnchecked(.none)
    if depth >= wireDepthLimit { note(.tooDeep) }
    // One that is out of turn goes nowhere; the value that is being written fails.
    if identity == current { parts.append((count, part)) }
    return WireEncoder(output: part, identity: part.current)
  }

  func addPart(forKey key: String, of identity: Int) -> WireEncoder {
    settle()
    guard let start = try? beginEntry(key, of: identity) else {
      note(.late)
      return addPart(.none, of: identity)
    }
    return addPart(.text(at: start), of: identity)
  }

  func addElementPart(of identity: Int) -> WireEncoder {
    settle()
    guard (try? beginElement(of: identity)) != nil else {
      note(.late)
      return addPart(.none, of: identity)
    }
    return addPart(.index(top.pointee.count - 1), of: identity)
  }

  /// Puts the last part in its place if that is the end and nobody can write to it any more.
  ///
  /// A value of many parts would otherwise hold all of them at once.
  private func settle() {
    guard let last = parts.indices.last, last >= top.pointee.outerPartCount, parts[last].offset == count,
      isKnownUniquelyReferenced(&parts[last].output)
    else { return }
    // A fault is left for the end of the value.
    guard (try? parts[last].output.pop()) != nil else { return }
    let part = parts.removeLast().output
    write(raw: part.bytes)
    recycle(part)
  }

  /// Puts the parts of the innermost value in their places.
  private func insertParts() throws {
    let first = top.pointee.outerPartCount
    guard first < parts.count else { return }
    for (_, part) in parts[first...] { try part.pop() }
    insert(parts[first...])
    dropParts(from: first)
  }

  /// Takes parts away that will not be, or that were put in their places.
  private func dropParts(from index: Int) {
    while parts.count > index { recycle(parts.removeLast().output) }
  }

  private func recycle(_ part: WireOutput) {
    var part = part
    part.dropParts(from: 0)
    part.whole = nil
    part.truncate(to: 0)
    (part.frameCount, part.current) = (0, 0)
    if spares.count < 4, isKnownUniquelyReferenced(&part) { spares.append(part) }
  }

  // MARK: Frames

  private func push(_ key: WireFrame.Key) throws {
    if depth >= wireDepthLimit { throw tooDeep() }
    pushUnchecked(key)
  }

  private func pushUnchecked(_ key: WireFrame.Key) {
    if frameCount == frameCapacity {
      let newFrames = UnsafeMutablePointer<WireFrame>.allocate(capacity: 2 * frameCapacity)
      newFrames.update(from: frames, count: frameCount)
      frames.deallocate()
      frames = newFrames
      frameCapacity *= 2
    }
    lastIdentity += 1
    current = lastIdentity
    (frames + frameCount).initialize(
      to: WireFrame(identity: current, start: count, key: key, outerPartCount: parts.count))
    frameCount += 1
  }

  /// Ends the innermost value.
  private func pop() throws {
    guard frameCount > 0 else { return }
    let frame = top.pointee
    if frame.fault != .none { throw invalid(frame.fault) }
    if !parts.isEmpty { try insertParts() }
    switch frame.shape {
    case .value: break
    case .undecided: write(.nothing)
    case .keyed:
      let repeats = frame.repeatsKeys || frame.count > Self.manyKeys && repeatsKeys(frame)
      close(repeats ? .rekeyed : .keyed, frame.start)
    case .sequence:
      close(.sequence, frame.start)
      overwrite(UInt64(frame.count), at: frame.start + 8)
    }
    frameCount -= 1
    current = frameCount == 0 ? 0 : top.pointee.identity
  }

  private func close(_ tag: WireTag, _ start: Int) {
    overwrite(UInt64(tag.rawValue) | UInt64(count - start - 8) << 8, at: start)
  }

  /// How many values are open, those that this is a part of among them.
  private var depth: Int { outerDepth + frameCount }

  // MARK: Errors

  @inline(__always)
  private func check(_ identity: Int) throws {
    if identity != current { throw invalid(.late) }
  }

  private func note(_ fault: WireFrame.Fault) {
    if frameCount > 0, top.pointee.fault == .none { top.pointee.fault = fault }
  }

  private func tooDeep() -> EncodingError { invalid("it is nested more than \(wireDepthLimit) levels deep") }

  private func invalid(_ fault: WireFrame.Fault) -> EncodingError {
    switch fault {
    case .late: invalid("it writes to a container of another value, or of one that has ended")
    case .tooDeep: tooDeep()
    case .none, .twoThings: invalid("it encodes itself as two different things")
    }
  }

  private func invalid(_ reason: String) -> EncodingError {
    .invalidValue(
      reason, EncodingError.Context(codingPath: codingPath(frameCount: frameCount), debugDescription: reason))
  }

  /// The keys of the value with an identity, as far as it is still being written.
  func codingPath(of identity: Int) -> [any CodingKey] {
    codingPath(frameCount: (0..<frameCount).last { frames[$0].identity == identity }.map { $0 + 1 } ?? 0)
  }

  private func codingPath(frameCount: Int) -> [any CodingKey] {
    var keys: [any CodingKey] = []
    if let whole {
      keys = whole.output.codingPath(frameCount: whole.frameCount)
      keys += whole.output.key(whole.key)
    }
    for index in 0..<frameCount { keys += key(frames[index].key) }
    return keys
  }

  private func key(_ key: WireFrame.Key) -> [any CodingKey] {
    switch key {
    case .none: return []
    case .index(let index): return [WireKey(index: index)]
    case .text(let offset):
      return [WireKey(stringValue: (try? WireBytes(bytes).text(at: offset, to: count)) ?? "")]
    }
  }
}
