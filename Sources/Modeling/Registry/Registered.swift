/// A value of a registered type, stored as the name of its type and its contents.
///
/// It is what makes a list of different estimators `Codable`: `{"type": "ridge", "value": {"penalty": 1}}`.
/// Decoding needs a `Registry` under `CodingUserInfoKey.registry`.
package struct Registered<Value: Sendable>: Codable, Sendable {
  package let value: Value

  private enum Key: CodingKey {
    case type, value
  }

  package init(_ value: Value) { self.value = value }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch value {
    case let value as any Estimator: try Self.encode(value, type(of: value).typeName, into: &container)
    case let value as any Preprocessor: try Self.encode(value, type(of: value).typeName, into: &container)
    case let value as any FittedModel: try Self.encode(value, type(of: value).typeName, into: &container)
    case let value as any FittedPreprocessor:
      try Self.encode(value, type(of: value).typeName, into: &container)
    case let value as any Partitioner: try Self.encode(value, type(of: value).typeName, into: &container)
    case let value as any FittedPartitioner:
      try Self.encode(value, type(of: value).typeName, into: &container)
    default: preconditionFailure("\(Value.self) is not a kind of type that a registry holds")
    }
  }

  package init(from decoder: any Decoder) throws {
    guard let registry = decoder.userInfo[.registry] as? Registry else {
      preconditionFailure("decoding a value of a registered type needs a registry")
    }
    let container = try decoder.container(keyedBy: Key.self)
    let name = try container.decode(String.self, forKey: .type)
    let decoded: Any =
      switch Value.self {
      case is (any Estimator).Type: try Self.validated(registry.estimator(named: name), from: container)
      case is (any Preprocessor).Type: try Self.validated(registry.preprocessor(named: name), from: container)
      case is (any FittedModel).Type: try container.decode(registry.model(named: name), forKey: .value)
      case is (any FittedPreprocessor).Type:
        try container.decode(registry.fittedPreprocessor(named: name), forKey: .value)
      case is (any Partitioner).Type: try Self.validated(registry.partitioner(named: name), from: container)
      case is (any FittedPartitioner).Type:
        try container.decode(registry.fittedPartitioner(named: name), forKey: .value)
      default: preconditionFailure("\(Value.self) is not a kind of type that a registry holds")
      }
    guard let value = decoded as? Value else {
      preconditionFailure("the registry gave another kind of type than it was asked for")
    }
    self.value = value
  }

  private static func encode(
    _ value: some Encodable, _ name: String, into container: inout KeyedEncodingContainer<Key>
  ) throws {
    try container.encode(name, forKey: .type)
    try container.encode(value, forKey: .value)
  }

  private static func validated<T: Configurable>(
    _ type: T.Type, from container: KeyedDecodingContainer<Key>
  ) throws -> T {
    let value = try container.decode(type, forKey: .value)
    try value.validate()
    return value
  }
}
