/// A decimal number at the beginning of some text, rounded to the nearest `Double`.
///
/// Most numbers never become a string. Those with too many digits or too large an exponent for the two exact
/// ways below go through the standard library's parser, which gives the same results.
struct DecimalNumber {
  let value: Double

  /// The first byte after the number.
  let end: Int

  /// Reads `[+-] digits [. digits] [e [+-] digits]`, where the digits on one side of the point may be missing.
  ///
  /// Returns nothing if no number begins at that place.
  @inline(__always)
  init?(in bytes: UnsafeBufferPointer<UInt8>, at start: Int) {
    let count = bytes.count
    var position = start
    guard position < count else { return nil }
    let isNegative = bytes[position] == UInt8(ascii: "-")
    if isNegative || bytes[position] == UInt8(ascii: "+") { position += 1 }

    var significand: UInt64 = 0
    let firstDigit = position
    while position < count, let digit = Self.digit(bytes[position]) {
      significand = significand &* 10 &+ digit
      position += 1
    }
    var digitCount = position - firstDigit
    var exponent = 0
    if position < count, bytes[position] == UInt8(ascii: ".") {
      position += 1
      let firstDecimal = position
      while position < count, let digit = Self.digit(bytes[position]) {
        significand = significand &* 10 &+ digit
        position += 1
      }
      exponent = firstDecimal - position
      digitCount -= exponent
    }
    guard digitCount > 0 else { return nil }
    if position < count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      guard let (power, end) = Self.exponent(in: bytes, at: position + 1) else { return nil }
      exponent += power
      position = end
    }
    end = position
    // Nineteen digits fit into 64 bits whatever they are.
    if digitCount <= 19, let magnitude = Self.magnitude(significand, timesTenTo: exponent) {
      value = isNegative ? -magnitude : magnitude
      return
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let parsed = Double(text) else { return nil }
    value = parsed
  }

  @inline(__always)
  private static func digit(_ byte: UInt8) -> UInt64? {
    let digit = byte &- UInt8(ascii: "0")
    return digit < 10 ? UInt64(digit) : nil
  }

  private static func exponent(
    in bytes: UnsafeBufferPointer<UInt8>, at start: Int
  ) -> (power: Int, end: Int)? {
    var position = start
    var isNegative = false
    if position < bytes.count, bytes[position] == UInt8(ascii: "-") || bytes[position] == UInt8(ascii: "+") {
      isNegative = bytes[position] == UInt8(ascii: "-")
      position += 1
    }
    let firstDigit = position
    var power = 0
    while position < bytes.count, let digit = digit(bytes[position]) {
      // Far beyond the range of a number, where further digits change nothing.
      if power < 1_000_000 { power = power * 10 + Int(digit) }
      position += 1
    }
    return position > firstDigit ? (isNegative ? -power : power, position) : nil
  }

  /// The nearest number to `significand · 10^exponent`, where one rounding or one division tells it.
  @inline(__always)
  private static func magnitude(_ significand: UInt64, timesTenTo exponent: Int) -> Double? {
    if significand == 0 { return 0 }
    // Both operands are exact, so that the one operation rounds correctly.
    if significand <= 1 << 53, exponent >= -22, exponent <= 22 {
      return exponent < 0
        ? Double(significand) / exactPowers[-exponent] : Double(significand) * exactPowers[exponent]
    }
    guard exponent < 0, exponent >= -19 else { return nil }
    // The quotient has at least 63 bits, ten more than a Double keeps. Of what is behind them only counts
    // whether it is zero: that bit decides ties.
    let divisor = integerPowers[-exponent]
    let significandShift = significand.leadingZeroBitCount
    let divisorShift = divisor.leadingZeroBitCount
    let dividend = significand << significandShift
    let (quotient, remainder) = (divisor << divisorShift)
      .dividingFullWidth((dividend >> 1, dividend << 63))
    let rounded = Double(remainder == 0 ? quotient : quotient | 1)
    let scale = divisorShift - significandShift - 63
    return rounded * Double(sign: .plus, exponent: scale, significand: 1)
  }

  /// Powers of ten that a Double holds exactly.
  private static let exactPowers: [Double] = (0...22).map { (0..<$0).reduce(1) { power, _ in power * 10 } }

  /// Powers of ten that 64 bits hold.
  private static let integerPowers: [UInt64] = (0...19).map { (0..<$0).reduce(1) { power, _ in power * 10 } }
}
