import Foundation
import Testing

@testable import Arrays

/// The C library's parser is the judge of every value.
@Suite struct DecimalNumberTests {
  private func parse(_ text: String) -> (bits: UInt64, end: Int)? {
    Array(text.utf8).withUnsafeBufferPointer { bytes in
      DecimalNumber(in: bytes, at: 0).map { ($0.value.bitPattern, $0.end) }
    }
  }

  private func check(_ text: String, _ location: SourceLocation = #_sourceLocation) {
    let parsed = parse(text)
    // An expectation costs more than all the rest of this.
    guard parsed?.bits != strtod(text, nil).bitPattern || parsed?.end != text.utf8.count else { return }
    Issue.record("\(text): \(String(describing: parsed))", sourceLocation: location)
  }

  @Test(arguments: [
    "0", "-0", "+0", "0.0", "-0.0e5", "00012", "1.", ".5", "-.5", "+1", "1e5", "1E5", "1e+5", "1e-5", "1.e3",
    "9007199254740993", "9007199254740992.5", "-9007199254740993.0", "900719925474099.35",
    "18446744073709551615", "18446744073709551616", "9999999999999999999", "99999999999999999999",
    "0.1", "0.3", "2.675", "1.7976931348623157e308", "2.2250738585072014e-308", "4.9e-324", "2.4e-324",
    "2.5e-324", "1e-400", "1e400", "-1e400", "1e22", "1e23", "8.5e22", "9007199254740993e1",
    "0.9007199254740993", "0.9007199254740995", "1.0000000000000002220446049250313", "0.000001", "1e-19",
    "0.5000000000000000277", "1.00000000000000011102230246251565404236316680908203125",
    "1.00000000000000011102230246251565404236316680908203126", "123456789012345678e-19",
    "9223372036854775807e-19", "1844674407370955161e-19", "1e-22", "9007199254740993e-1",
    "0.00000000000000000000000000000000000000000000000001", "1e99999999999999999999",
    "1e-99999999999999999999",
    "0e99999999999999999999", "0000000000000000000000000000000000000.1",
  ])
  func roundsCorrectly(text: String) { check(text) }

  @Test func shortestDigitsOfAnyNumberGiveItBack() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<50_000 {
      let any = Double(bitPattern: generator.next())
      if any.isFinite { check(any.description) }
      check(Double.random(in: -1000...1000, using: &generator).description)
      check(Double.random(in: 0...1e-9, using: &generator).description)
    }
  }

  @Test func digitsThatAreNobodysShortest() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<50_000 {
      let digits = String(UInt64.random(in: .min ... .max, using: &generator) >> UInt64.random(in: 0..<64))
      let point = Int.random(in: 0...digits.count, using: &generator)
      check(digits.prefix(point) + "." + digits.dropFirst(point))
      check(digits + "e\(Int.random(in: -40...40, using: &generator))")
    }
  }

  /// Halfway between two neighbours, and just beside it: where a wrong last bit shows.
  @Test func tiesGoToEven() {
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<20_000 {
      // Odd multiples of a half, quarter, … of the last bit of a number of 53 bits.
      let significand = UInt64.random(in: 1 << 52..<1 << 53, using: &generator) * 2 + 1
      for shift in 1...4 {
        let whole = significand >> UInt64(shift)
        let fraction = Double(significand & (1 << UInt64(shift) - 1)) / Double(1 << shift)
        let decimals = String(fraction.description.dropFirst(2))
        check("\(whole).\(decimals)")
        check("\(whole).\(decimals)1")
      }
    }
  }

  @Test(arguments: ["", "+", "-", ".", "e5", "-.", "1e", "1e+", "x", " 1", "inf", "nan", "\u{661}"])
  func nothingBeginsHere(text: String) { #expect(parse(text) == nil) }

  @Test(arguments: [
    ("1,2", 1), ("1.5 ", 3), ("0x10", 1), ("1_000", 1), ("1.2.3", 3), ("12abc", 2), ("1e5e5", 3),
  ])
  func stopsAfterTheNumber(text: String, end: Int) { #expect(parse(text)?.end == end) }
}
