/// The values of a sequence, with tags of their own or with one for all.
struct WireElements {
  let count: Int
  private var reader: WireReader
  private let sharedTag: WireTag?

  /// The values at a place, or `nil` if the tag is not that of a sequence.
  init?(_ tag: WireTag, _ reader: inout WireReader) throws(WireError) {
    switch tag {
    case .sequence:
      var part = try reader.part()
      count = try part.count(ofSize: 1)
      self.reader = part
      sharedTag = nil
    case .packed:
      let element = try reader.packedElement()
      count = try reader.count(ofSize: element.size)
      self.reader = reader
      sharedTag = element.tag
    default: return nil
    }
  }

  /// The next value, and where the one after it is.
  func next() throws(WireError) -> (tag: WireTag, reader: WireReader, rest: WireElements) {
    var rest = self
    if let tag = sharedTag {
      _ = try rest.reader.skip(tag.fixedSize ?? 0)
      return (tag, reader, rest)
    }
    var value = reader
    try rest.reader.skipValue()
    return (try value.tag(), value, rest)
  }
}
