/// Unpacks data that was compressed by the method deflate (RFC 1951).
struct Inflation {
  /// Why data cannot be unpacked.
  struct Failure: Error {
    /// Completes "the compressed data …".
    var clause: String
  }

  /// Unpacks into memory of the size that the data must have.
  ///
  /// - Throws: A `Failure` if the data is damaged, or has another size.
  static func inflate(
    _ source: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
  ) throws(Failure) {
    var inflation = Inflation(source: source, target: target)
    try inflation.run()
    guard inflation.written == target.count else {
      throw Failure(clause: "has \(inflation.written) bytes when unpacked, not \(target.count)")
    }
  }

  private let source: UnsafeRawBufferPointer
  private let target: UnsafeMutableRawBufferPointer
  private var position = 0
  private var written = 0
  private var bits: UInt64 = 0
  private var bitCount = 0

  private init(source: UnsafeRawBufferPointer, target: UnsafeMutableRawBufferPointer) {
    self.source = source
    self.target = target
  }

  private mutating func run() throws(Failure) {
    var isLast = false
    while !isLast {
      isLast = try take(1) == 1
      switch try take(2) {
      case 0: try copyStored()
      case 1: try decode(Self.fixedLiterals, Self.fixedDistances)
      case 2:
        let (literals, distances) = try codes()
        try decode(literals, distances)
      default: throw Failure(clause: "has a block of no known kind")
      }
    }
  }

  // MARK: Bits

  /// Makes sure that there are so many bits, as long as the data lasts.
  private mutating func fill(_ count: Int) {
    while bitCount < count, position < source.count {
      bits |= UInt64(source[position]) << UInt64(bitCount)
      bitCount += 8
      position += 1
    }
  }

  private mutating func take(_ count: Int) throws(Failure) -> Int {
    fill(count)
    guard bitCount >= count else { throw Failure(clause: "ends too early") }
    let value = bits & (1 << UInt64(count) - 1)
    bits >>= UInt64(count)
    bitCount -= count
    return Int(value)
  }

  private mutating func symbol(_ code: PrefixCode) throws(Failure) -> Int {
    fill(PrefixCode.longest)
    let entry = code.table[Int(bits & UInt64(PrefixCode.mask))]
    let length = Int(entry & 15)
    guard length > 0, length <= bitCount else {
      throw Failure(clause: length > 0 ? "ends too early" : "has a code that stands for nothing")
    }
    bits >>= UInt64(length)
    bitCount -= length
    return Int(entry >> 4)
  }

  // MARK: Blocks

  private mutating func copyStored() throws(Failure) {
    _ = try take(bitCount % 8)
    let (length, complement) = (try take(16), try take(16))
    guard length == complement ^ 0xFFFF else { throw Failure(clause: "has a block of two lengths") }
    for _ in 0..<length { try write(UInt8(truncatingIfNeeded: try take(8))) }
  }

  private mutating func write(_ byte: UInt8) throws(Failure) {
    guard written < target.count else {
      throw Failure(clause: "is longer than \(target.count) bytes when unpacked")
    }
    target[written] = byte
    written += 1
  }

  private mutating func decode(_ literals: PrefixCode, _ distances: PrefixCode) throws(Failure) {
    while true {
      let symbol = try symbol(literals)
      if symbol < 256 {
        try write(UInt8(symbol))
        continue
      }
      guard symbol > 256 else { return }
      guard symbol < 286 else { throw Failure(clause: "has a length of no known kind") }
      let length = Self.lengths[symbol - 257].base + (try take(Self.lengths[symbol - 257].extra))
      let distanceSymbol = try self.symbol(distances)
      guard distanceSymbol < 30 else { throw Failure(clause: "has a distance of no known kind") }
      let distance = Self.distances[distanceSymbol].base + (try take(Self.distances[distanceSymbol].extra))
      guard distance <= written else { throw Failure(clause: "refers to what is before its beginning") }
      guard length <= target.count - written else {
        throw Failure(clause: "is longer than \(target.count) bytes when unpacked")
      }
      for place in written..<written + length { target[place] = target[place - distance] }
      written += length
    }
  }

  /// The codes of a block that brings its own.
  private mutating func codes() throws(Failure) -> (PrefixCode, PrefixCode) {
    let literalCount = try take(5) + 257
    let distanceCount = try take(5) + 1
    let lengthCount = try take(4) + 4
    var lengthLengths = [UInt8](repeating: 0, count: 19)
    for index in 0..<lengthCount { lengthLengths[Self.lengthOrder[index]] = UInt8(try take(3)) }
    let lengthCode = try PrefixCode(lengthLengths)
    var lengths: [UInt8] = []
    while lengths.count < literalCount + distanceCount {
      switch try symbol(lengthCode) {
      case let length where length < 16: lengths.append(UInt8(length))
      case 16:
        guard let last = lengths.last else { throw Failure(clause: "repeats a length before the first") }
        lengths += Array(repeating: last, count: 3 + (try take(2)))
      case 17: lengths += Array(repeating: 0, count: 3 + (try take(3)))
      default: lengths += Array(repeating: 0, count: 11 + (try take(7)))
      }
    }
    guard lengths.count == literalCount + distanceCount else {
      throw Failure(clause: "has more lengths of codes than codes")
    }
    return (try PrefixCode(Array(lengths[..<literalCount])), try PrefixCode(Array(lengths[literalCount...])))
  }

  // MARK: Tables of RFC 1951, 3.2.5 to 3.2.7

  private static let lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

  private static let lengths: [(base: Int, extra: Int)] =
    (0..<8).map { (3 + $0, 0) }
    + (8..<28).map { index in
      let extra = (index - 4) / 4
      return (3 + (4 + index % 4) << extra, extra)
    } + [(258, 0)]

  private static let distances: [(base: Int, extra: Int)] =
    (0..<4).map { (1 + $0, 0) }
    + (4..<30).map { index in
      let extra = (index - 2) / 2
      return (1 + (2 + index % 2) << extra, extra)
    }

  private static let fixedLiterals = PrefixCode(
    known: Array(repeating: 8, count: 144) + Array(repeating: 9, count: 112) + Array(repeating: 7, count: 24)
      + Array(repeating: 8, count: 8))

  private static let fixedDistances = PrefixCode(known: Array(repeating: 5, count: 30))
}

/// A Huffman code, as a table of what each possible sequence of bits begins with.
private struct PrefixCode {
  /// The length of the longest code.
  static let longest = 15
  static let mask = 1 << longest - 1

  /// The symbol and, in the last four bits, the length of its code; 0 for a sequence that stands for nothing.
  let table: [UInt32]

  init(_ lengths: [UInt8]) throws(Inflation.Failure) {
    let used = lengths.reduce(0) { $0 + ($1 == 0 ? 0 : 1 << (Self.longest - Int($1))) }
    guard used <= 1 << Self.longest else {
      throw Inflation.Failure(clause: "has more codes than there can be")
    }
    self.init(known: lengths)
  }

  /// The code of lengths that are known to make one.
  init(known lengths: [UInt8]) {
    var table = [UInt32](repeating: 0, count: 1 << Self.longest)
    var code = 0
    for length in 1...Self.longest {
      for (symbol, own) in lengths.enumerated() where Int(own) == length {
        // Codes are packed with their first bit last.
        var reversed = 0
        for bit in 0..<length where code & (1 << bit) != 0 { reversed |= 1 << (length - 1 - bit) }
        for sequence in stride(from: reversed, to: 1 << Self.longest, by: 1 << length) {
          table[sequence] = UInt32(symbol) << 4 | UInt32(length)
        }
        code += 1
      }
      code <<= 1
    }
    self.table = table
  }
}
