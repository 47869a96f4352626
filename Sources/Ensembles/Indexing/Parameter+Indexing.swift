extension Parameter {
  /// A parameter that is a seed: any 64 bits.
  ///
  /// Seeds from 2⁶³ on are spelled as the negative whole number of the same bits.
  static func seed(
    _ name: String, _ path: any WritableKeyPath<Root, UInt64> & Sendable, _ summary: String
  ) -> Parameter {
    Parameter(
      name, domain: "a whole number", summary, get: { .integer(Int(bitPattern: UInt($0[keyPath: path]))) },
      set: { $0[keyPath: path] = $1 },
      convert: { (value) -> UInt64? in
        guard case .integer(let number) = value else { return nil }
        return UInt64(bitPattern: Int64(number))
      })
  }

  /// A parameter that is a whole number within a range, or nil, which has a word of its own.
  static func integer(
    _ name: String, _ path: any WritableKeyPath<Root, Int?> & Sendable, _ range: ParameterRange<Int>,
    or word: String,
    _ summary: String
  ) -> Parameter {
    Parameter(
      name, domain: "a whole number \(range), or “\(word)”", summary,
      get: { $0[keyPath: path].map { .integer($0) } ?? .text(word) },
      set: { $0[keyPath: path] = $1 },
      convert: { (value) -> Int?? in
        switch value {
        case .text(word): .some(nil)
        case .integer(let number) where range.contains(number): .some(number)
        default: nil
        }
      })
  }
}
