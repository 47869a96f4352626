/// What kind of value follows: the first byte of each.
///
/// All numbers are little-endian.
enum WireTag: UInt8 {
  /// Nothing follows.
  case null
  case no
  case yes
  /// Nothing follows: a value that wrote nothing.
  case nothing
  /// One byte, not negative.
  case uint8
  /// Eight bytes: the integers of up to 64 bits that fit.
  case int64
  /// Eight bytes: the integers above.
  case uint64
  /// Sixteen bytes.
  case int128
  case uint128
  case float
  case double
  /// A varint that counts the bytes of UTF-8 which follow.
  case string
  /// The rest of a word of eight bytes counts the bytes which follow it: keys, each with its value behind it.
  ///
  /// A key is a varint that counts bytes, and these bytes of UTF-8.
  case keyed
  /// As `keyed`, but a key may have several values, of which the last is meant.
  case rekeyed
  /// As `keyed`, but with a word that counts the values, and without keys.
  case sequence
  /// A tag, eight bytes that count values of it, and these values without their tags; all are of one size.
  case packed
  /// Numbers that stand in packed sequences only.
  case int8
  case int16
  case uint16
  case int32
  case uint32
  /// Two words that name a segment which the receiver has; a packed sequence is in it.
  case external

  /// How many bytes a value takes behind its tag, where all take the same.
  @inline(__always)
  var fixedSize: Int? {
    switch self {
    case .null, .no, .yes, .nothing: 0
    case .uint8, .int8: 1
    case .int16, .uint16: 2
    case .int32, .uint32, .float: 4
    case .int64, .uint64, .double: 8
    case .int128, .uint128, .external: 16
    case .string, .keyed, .rekeyed, .sequence, .packed: nil
    }
  }
}

/// How deep values may be nested, so that no message can exhaust a stack.
let wireDepthLimit = 512
