/// What a cell that is no plain decimal number means.
enum CSVCellText: Equatable {
  /// Infinity, or not a number, in words.
  case number(Double)
  /// A decimal number too large for 64 bits.
  case overflow
  /// Nothing at all.
  case empty
  /// One of the words for a missing value.
  case missing
  case word

  /// Whether there is no value.
  var isMissing: Bool { self == .empty || self == .missing }

  init(_ text: [UInt8]) {
    guard !text.isEmpty else {
      self = .empty
      return
    }
    let isASCII = text.allSatisfy { $0 < 0x80 }
    let word = isASCII && text.count <= 16 ? String(decoding: text, as: UTF8.self).lowercased() : ""
    if let number = Self.numbers[word] {
      self = .number(number)
    } else if Self.missingWords.contains(word) {
      self = .missing
    } else {
      let number = text.withUnsafeBufferPointer { bytes in
        DecimalNumber(in: bytes, at: 0).flatMap { $0.end == bytes.count ? $0.value : nil }
      }
      self = number.map { $0.isFinite ? .number($0) : .overflow } ?? .word
    }
  }

  private static let numbers: [String: Double] = [
    "inf": .infinity, "+inf": .infinity, "-inf": -.infinity,
    "infinity": .infinity, "+infinity": .infinity, "-infinity": -.infinity,
    "nan": .nan, "+nan": .nan, "-nan": .nan,
  ]

  private static let missingWords: Set<String> = [
    "na", "n/a", "#n/a", "<na>", "null", "nil", "none", "missing", "?", "-", ".",
  ]
}
