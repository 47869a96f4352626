internal import MemoryMapping

extension Matrix: Codable {
  private enum CodingKeys: String, CodingKey {
    case type, rows, columns, elements, array, segment
  }

  /// Encodes the shape, the precision and the numbers.
  ///
  /// The numbers are listed row by row. One that is not finite becomes a text, for formats such as JSON that
  /// have no other way to say it. If the encoder has an ``ArrayArchive``, the numbers go there instead. On the way
  /// to another process of this machine, a large matrix is encoded as a reference to its memory, and a small one
  /// as the bytes of its numbers.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Element.precision, forKey: .type)
    try container.encode(rowCount, forKey: .rows)
    try container.encode(columnCount, forKey: .columns)
    if let archive = encoder.userInfo[.arrayArchive] as? any ArrayArchive {
      try container.encode(archive.store(self, at: encoder.codingPath), forKey: .array)
      return
    }
    if let outbox = encoder.userInfo[.segmentOutbox] as? any SegmentOutbox {
      if let reference = storage.reference(through: outbox) {
        try container.encode(reference, forKey: .segment)
      } else {
        try container.encode(elements, forKey: .elements)
      }
      return
    }
    var list = container.nestedUnkeyedContainer(forKey: .elements)
    try withUnsafeElements { elements in
      for element in elements {
        if element.isFinite { try list.encode(element) } else { try list.encode(NonFinite(element).rawValue) }
      }
    }
  }

  /// Decodes a matrix of the same precision.
  ///
  /// - Throws: `DecodingError.dataCorrupted` if the precision is another, if there cannot be such a shape, or
  ///   if the numbers are not as many as the shape says.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func corrupted(_ message: String) -> DecodingError {
      .dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: message))
    }
    let precision = try container.decode(Precision.self, forKey: .type)
    guard precision == Element.precision else {
      throw corrupted("the matrix is of \(precision.rawValue), not of \(Element.precision.rawValue)")
    }
    let rowCount = try container.decode(Int.self, forKey: .rows)
    let columnCount = try container.decode(Int.self, forKey: .columns)
    let shape = "\(rowCount)×\(columnCount)"
    let count: Int
    do {
      count = try ClaimedShape(rowCount: rowCount, columnCount: columnCount)
        .elementCount(elementSize: MemoryLayout<Element>.stride)
    } catch {
      throw corrupted("the shape \(shape) of the matrix \(error.clause)")
    }
    if let name = try container.decodeIfPresent(String.self, forKey: .array) {
      guard let archive = decoder.userInfo[.arrayArchive] as? any ArrayArchive else {
        throw corrupted("the numbers are in the array “\(name)” of an archive, and there is no archive")
      }
      self = try archive.matrix(named: name, as: Element.self)
      guard self.rowCount == rowCount, self.columnCount == columnCount else {
        throw corrupted("the array “\(name)” is \(self.rowCount)×\(self.columnCount), not \(shape)")
      }
      return
    }
    if let inbox = decoder.userInfo[.segmentInbox] as? any SegmentInbox {
      if let reference = try container.decodeIfPresent(SegmentReference.self, forKey: .segment) {
        let storage = try Self.storage(at: reference, in: inbox, count: count, corrupted)
        self.init(rowCount: rowCount, columnCount: columnCount, storage: storage)
        return
      }
      let elements = try container.decode([Element].self, forKey: .elements)
      guard elements.count == count else {
        throw corrupted("a matrix of \(shape) has \(count) numbers, but there are \(elements.count)")
      }
      self.init(rowCount: rowCount, columnCount: columnCount, elements: elements)
      return
    }
    var list = try container.nestedUnkeyedContainer(forKey: .elements)
    var elements: [Element] = []
    while !list.isAtEnd {
      // More numbers than the shape has need not be kept to be refused.
      guard elements.count < count else { break }
      elements.append(try Self.element(from: &list))
    }
    guard elements.count == count, list.isAtEnd else {
      let found = list.isAtEnd ? "only \(elements.count)" : "more"
      throw corrupted("a matrix of \(shape) has \(count) numbers, but there are \(found)")
    }
    self.init(rowCount: rowCount, columnCount: columnCount, elements: elements)
  }

  private static func storage(
    at reference: SegmentReference, in inbox: any SegmentInbox, count: Int,
    _ corrupted: (String) -> DecodingError
  ) throws -> MatrixStorage<Element> {
    let segment: SharedSegment
    let bytes: UnsafeRawBufferPointer
    do {
      (segment, bytes) = try reference.resolve(from: inbox)
    } catch {
      throw corrupted("\(error)")
    }
    let (start, stride) = (Int(bitPattern: bytes.baseAddress), MemoryLayout<Element>.stride)
    guard bytes.count == count * stride, start % MemoryLayout<Element>.alignment == 0 else {
      throw corrupted("\(count) numbers do not take \(bytes.count) bytes, or do not begin where they could")
    }
    return MatrixStorage(in: segment, bytes: bytes, count: count)
  }

  private static func element(from list: inout any UnkeyedDecodingContainer) throws -> Element {
    do {
      return try list.decode(Element.self)
    } catch let mismatch as DecodingError {
      guard let text = try? list.decode(String.self),
        let element: Element = NonFinite(rawValue: text)?.element()
      else { throw mismatch }
      return element
    }
  }
}

/// A number that is not finite, as text.
private enum NonFinite: String {
  case infinity = "inf"
  case negativeInfinity = "-inf"
  case notANumber = "nan"

  init(_ number: some BinaryFloatingPoint) {
    self = number.isNaN ? .notANumber : number < 0 ? .negativeInfinity : .infinity
  }

  func element<Element: MatrixElement>() -> Element {
    switch self {
    case .infinity: .infinity
    case .negativeInfinity: -.infinity
    case .notANumber: .nan
    }
  }
}
