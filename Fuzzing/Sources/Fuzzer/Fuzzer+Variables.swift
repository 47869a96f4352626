@testable import Parallelism

extension Fuzzer {
  /// The types of variables, by names of their own: the runtime does not expect wrong ones.
  private static let types: [String: any (Decodable & Sendable).Type] = [
    "value": FuzzedValue.self, "text": String.self, "flag": Bool.self, "numbers": [Double].self,
    "maybe": Int??.self,
  ]

  /// Reads what the input claims to be values of top-level variables; nothing is written to where they stand.
  static func variables(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let body = Array(UnsafeBufferPointer(start: data, count: count))
    guard let assignments = try? TopLevelValues.assignments(in: body, type: { types[$0] }) else { return 0 }
    for assignment in assignments {
      let size =
        switch assignment.content {
        case .untouched, .forbidden: assignment.size
        case .bytes(let bytes): bytes.count
        case .value(let value): self.size(of: value)
        }
      precondition(size == assignment.size, "a value has another size than its variable")
    }
    return 0
  }

  private static func size<Value>(of value: Value) -> Int { MemoryLayout<Value>.size }
}
