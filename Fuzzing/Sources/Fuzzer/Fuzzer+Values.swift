@testable import Parallelism

extension Fuzzer {
  /// Decodes a value of the type that the first byte chooses, and what could be decoded can be encoded.
  static func values(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: data, count: count)
    guard let choice = input.first else { return 0 }
    let bytes = Array(input.dropFirst())
    switch choice % 8 {
    case 0: check(FuzzedValue.self, bytes)
    case 1: check(FuzzedTree.self, bytes)
    case 2: check([String: [Int?]].self, bytes)
    case 3: check([[Double]].self, bytes)
    case 4: check(Set<UInt8>.self, bytes)
    case 5: check(FuzzedByHand.self, bytes)
    case 6: check([Int: String??].self, bytes)
    default: check(String.self, bytes)
    }
    return 0
  }

  static func encoded(_ value: some Encodable) throws -> [UInt8] {
    var writer = WireWriter()
    try WireEncoder.write(value, to: &writer)
    return writer.bytes
  }
}

private func check<Value: Codable>(_ type: Value.Type, _ bytes: [UInt8]) {
  var reader = WireReader(bytes)
  guard let value = try? WireDecoder.read(type, from: &reader) else { return }
  do {
    let encoded = try Fuzzer.encoded(value)
    var second = WireReader(encoded)
    let again = try WireDecoder.read(type, from: &second)
    precondition(second.isAtEnd, "a value has not been read to its end")
    // Neither the order of a set nor a number that is not one can be compared.
    let count = try Fuzzer.encoded(again).count
    precondition(count == encoded.count, "the value has changed")
  } catch {
    preconditionFailure("\(error)")
  }
}
