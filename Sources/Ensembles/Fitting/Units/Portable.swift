/// A value of any type, on its way between processes that run the same program.
///
/// It travels as the name that the compiler gave the type, and its contents. Stored models have ``Registered`` values
/// instead: they outlive the program.
struct Portable<Value: Sendable>: Codable, Sendable {
  let value: Value

  private enum Key: CodingKey {
    case type, value
  }

  init(_ value: Value) { self.value = value }

  func encode(to encoder: any Encoder) throws {
    let type = type(of: value as Any)
    guard let name = JobName.travellingName(of: type), let encodable = value as? any Encodable else {
      throw EncodingError.invalidValue(
        value,
        EncodingError.Context(
          codingPath: encoder.codingPath, debugDescription: "no other process finds the type \(type) by name")
      )
    }
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(name, forKey: .type)
    try container.encode(encodable, forKey: .value)
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let name = try container.decode(String.self, forKey: .type)
    guard let type = JobName.type(named: name) as? any Decodable.Type,
      let value = try container.decode(type, forKey: .value) as? Value
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .type, in: container, debugDescription: "“\(name)” is not the name of a type of this program")
    }
    self.value = value
  }
}
