/// One value that is being encoded: a container, or not yet known to be one.
final class WireNode {
  enum Shape {
    case undecided
    /// Complete.
    case value
    case sequence
    case keyed
  }

  /// Room that most values find enough, so that they take memory once.
  private static let usualSize = 64

  let path: WirePath?
  private(set) var count = 0
  private var shape = Shape.undecided
  private var writer = WireWriter()
  /// Parts that may still grow, and where they belong.
  private var children: [(offset: Int, node: WireNode)] = []
  private var fault: String?

  init(path: WirePath?) {
    self.path = path
    writer.reserve(Self.usualSize)
  }

  /// Decides what the value is.
  ///
  /// A value that contradicts itself is told when it ends, as containers cannot throw.
  func become(_ new: Shape) {
    if shape == .undecided {
      shape = new
    } else if shape != new || new == .value {
      fault = "it encodes itself as two different things"
    }
  }

  /// Writes the value itself.
  func encode<Value: Encodable>(_ value: Value) throws {
    if Self.writePacked(value, to: &writer) {
      become(.value)
    } else {
      try value.encode(to: WireEncoder(node: self))
    }
  }

  func write(_ body: (inout WireWriter) -> Void) {
    body(&writer)
  }

  /// Writes a value of a container, after its key if it has one.
  func add(key: (any CodingKey)?, _ body: (inout WireWriter) -> Void) {
    begin(key: key)
    body(&writer)
  }

  func add<Value: Encodable>(key: (any CodingKey)?, value: Value) throws {
    let ownKey = key ?? WireKey(index: count)
    begin(key: key)
    if Self.writePacked(value, to: &writer) { return }
    let child = try makeChild(ownKey)
    try value.encode(to: WireEncoder(node: child))
    try child.finish(into: &writer)
  }

  /// A part that is written later, as `nestedContainer` and `superEncoder` give away.
  func addChild(key: (any CodingKey)?) -> WireNode {
    let ownKey = key ?? WireKey(index: count)
    begin(key: key)
    let child = WireNode(path: WirePath(path, ownKey))
    children.append((writer.count, child))
    return child
  }

  func finish(into target: inout WireWriter) throws {
    if let fault { throw invalid(fault) }
    if (path?.depth ?? 0) > wireDepthLimit { throw tooDeep() }
    let content = try children.isEmpty ? writer : joined()
    switch shape {
    case .value: target.write(contentsOf: content.bytes)
    // A value that encodes nothing has nothing to decode either.
    case .undecided, .keyed, .sequence:
      target.write(shape == .sequence ? .sequence : .keyed)
      target.write(count: WireWriter.size(ofCount: count) + content.count)
      target.write(count: count)
      target.write(contentsOf: content.bytes)
    }
  }

  private func begin(key: (any CodingKey)?) {
    count += 1
    if let key { writer.write(text: key.stringValue) }
  }

  private func makeChild(_ key: any CodingKey) throws -> WireNode {
    let path = WirePath(path, key)
    if path.depth > wireDepthLimit { throw tooDeep() }
    return WireNode(path: path)
  }

  private func joined() throws -> WireWriter {
    var joined = WireWriter()
    var written = 0
    for (offset, node) in children {
      joined.write(contentsOf: Array(writer.bytes[written..<offset]))
      try node.finish(into: &joined)
      written = offset
    }
    joined.write(contentsOf: Array(writer.bytes[written...]))
    return joined
  }

  private func tooDeep() -> EncodingError { invalid("it is nested more than \(wireDepthLimit) levels deep") }

  private func invalid(_ reason: String) -> EncodingError {
    .invalidValue(
      self, EncodingError.Context(codingPath: WirePath.keys(of: path), debugDescription: reason))
  }

  /// Writes an array of numbers as its bytes; other values write themselves.
  private static func writePacked<Value: Encodable>(_ value: Value, to writer: inout WireWriter) -> Bool {
    guard packedArrayType(Value.self) != nil, let array = value as? any PackedArray else { return false }
    array.write(to: &writer)
    return true
  }
}
