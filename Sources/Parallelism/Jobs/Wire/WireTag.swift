/// What kind of value follows: the first byte of each.
enum WireTag: UInt8 {
  /// Nothing follows.
  case null = 0
  case no = 1
  case yes = 2
  /// A zigzag varint.
  case signed = 3
  /// A varint.
  case unsigned = 4
  /// Four bytes.
  case float = 5
  /// Eight bytes.
  case double = 6
  /// A varint that counts the bytes of UTF-8 that follow.
  case string = 7
  /// A varint that counts the bytes which follow it, another that counts the values, the values.
  case sequence = 8
  /// As a sequence; before each value stand the length of its key, as a varint, and the key.
  case keyed = 9
  /// A tag, a varint that counts values of it, and these values without their tags. They are all of one size.
  case packed = 10
  /// One byte, and four and eight bytes of two's complement: only in packed sequences.
  case fixed8 = 11
  case fixed32 = 12
  case fixed64 = 13
  /// Sixteen bytes of two's complement, signed and unsigned.
  case fixed128 = 14
  case unsigned128 = 15

  /// How many bytes a value takes, where all take the same.
  var fixedSize: Int? {
    switch self {
    case .fixed8: 1
    case .float, .fixed32: 4
    case .double, .fixed64: 8
    case .fixed128, .unsigned128: 16
    default: nil
    }
  }
}

/// How deep values may be nested, so that no message can exhaust a stack.
let wireDepthLimit = 512
