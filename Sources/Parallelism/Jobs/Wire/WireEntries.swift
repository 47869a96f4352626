/// The keys and values of a keyed value, found without making a table of them.
struct WireEntries {
  private let first: WireReader
  private var next: WireReader

  /// The entries at a place, all of which are looked at.
  init(_ reader: inout WireReader) throws(WireError) {
    var part = try reader.part()
    // An entry takes two bytes at least: the length of an empty key, and a tag.
    let count = try part.count(ofSize: 2)
    first = part
    next = part
    for _ in 0..<count {
      _ = try part.part()
      try part.skipValue()
    }
    guard part.isAtEnd else {
      throw WireError("a keyed value is longer than its entries, at byte \(part.offset)")
    }
  }

  /// The value of a key; at once if it is the one after that found last.
  mutating func value(forKey key: String) throws(WireError) -> (tag: WireTag, reader: WireReader)? {
    let start = next.offset
    if let found = try take(key, until: next.end) { return found }
    next = first
    return try take(key, until: start)
  }

  func keys() throws(WireError) -> [String] {
    var keys: [String] = []
    var reader = first
    while !reader.isAtEnd {
      keys.append(try reader.text())
      try reader.skipValue()
    }
    return keys
  }

  private mutating func take(
    _ key: String, until end: Int
  ) throws(WireError) -> (tag: WireTag, reader: WireReader)? {
    while next.offset < end {
      let name = try next.part()
      var value = next
      try next.skipValue()
      if name.holds(key) { return (try value.tag(), value) }
    }
    return nil
  }
}

extension WireReader {
  /// Whether the rest is a text in UTF-8.
  fileprivate func holds(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { utf8 in
      utf8.count == end - offset && bytes.withUnsafeBytes { $0[offset..<end].elementsEqual(utf8) }
    }
  }
}
