/// How results of one type are written for another process.
struct ValueForm<Value: Sendable>: Sendable {
  enum Way: Sendable {
    /// As they stand in memory: for types without references, between two processes of one build.
    case raw
    /// By their own `Codable` conformance.
    case coded(
      write: @Sendable (Value, inout WireWriter) throws -> Void,
      read: @Sendable (inout WireReader) throws -> Value)
  }

  let way: Way

  private init(way: Way) {
    self.way = way
  }

  /// The form of a type that is not known to be `Codable` before the program runs, or `nil` if it has none.
  static func found() -> ValueForm? {
    if _isPOD(Value.self) { return ValueForm(way: .raw) }
    guard Value.self is any Codable.Type else { return nil }
    return ValueForm(
      way: .coded(
        write: { value, writer in
          guard let value = value as? any Encodable else { throw Self.mismatch }
          try WireEncoder.write(value, to: &writer)
        },
        read: { reader in
          guard let type = Value.self as? any Decodable.Type,
            let value = try WireDecoder.read(type, from: &reader) as? Value
          else { throw Self.mismatch }
          return value
        }))
  }

  private static var mismatch: WireError { WireError("\(Value.self) is not Codable") }
}

extension ValueForm where Value: Codable {
  init(_ form: JobForm) {
    way =
      switch form {
      case .raw: .raw
      case .coded:
        .coded(
          write: { try WireEncoder.write($0, to: &$1) }, read: { try WireDecoder.read(Value.self, from: &$0) }
        )
      }
  }
}
