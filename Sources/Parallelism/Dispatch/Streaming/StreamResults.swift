/// Where the result of a task of a stream is.
struct StreamResult: Hashable {
  let task: Int
  let slot: Int
}

/// What a consumer was given to pass on.
struct StreamResults {
  private var results: [StreamResult] = []
  private var next = 0

  mutating func append(_ result: StreamResult) {
    results.append(result)
  }

  /// The next result to be passed on.
  mutating func popFirst() -> StreamResult? {
    guard next < results.count else { return nil }
    next += 1
    return results[next - 1]
  }

  /// Forgets all, and tells the slots of what was passed on.
  mutating func removeAll() -> [Int] {
    defer {
      results.removeAll(keepingCapacity: true)
      next = 0
    }
    return results[..<next].map(\.slot)
  }
}
