import Exchange

/// A task group with one child task a task and results in order: what the language offers without a library.
enum TaskGroupWorkloads {
  static let all: [String: Workload] = [
    "tasks": { request in
      let count = try request["tasks"]
      return await nanoseconds {
        let roots = await map(count) { Double($0).squareRoot() }
        precondition(roots[count - 1] == Double(count - 1).squareRoot())
      } / Double(count)
    },
    "call": { request in
      let count = try request["tasks"]
      return try await nanosecondsOfCall(request) {
        let roots = await map(count) { Double($0).squareRoot() }
        precondition(roots.count == count)
      }
    },
  ]

  private static func map(_ count: Int, _ body: @escaping @Sendable (Int) -> Double) async -> [Double] {
    await withTaskGroup(of: (Int, Double).self) { group in
      for index in 0..<count {
        group.addTask { (index, body(index)) }
      }
      var results = [Double](repeating: 0, count: count)
      for await (index, result) in group { results[index] = result }
      return results
    }
  }
}
