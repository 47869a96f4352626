/// The results of a call as they come from other processes, in pieces and in any order.
final class RemoteResults<Output: Sendable>: Sendable {
  private let pieces = Locked<[(first: Int, values: [Output])]>([])

  /// Keeps the results of tasks that follow each other.
  func keep(_ values: [Output], of tasks: PartialRangeFrom<Int>) {
    if !values.isEmpty { pieces.withLock { $0.append((tasks.lowerBound, values)) } }
  }

  /// Takes all results, with something else in the places of those that are missing.
  ///
  /// - Throws: What `place` or `substitute` throws.
  func take<Element>(
    count: Int, place: (Output) throws -> Element, instead substitute: (Int) throws -> Element
  ) throws -> [Element] {
    var elements: [Element] = []
    elements.reserveCapacity(count)
    for piece in takePieces() {
      while elements.count < piece.first { elements.append(try substitute(elements.count)) }
      for value in piece.values { elements.append(try place(value)) }
    }
    while elements.count < count { elements.append(try substitute(elements.count)) }
    return elements
  }

  /// Takes all results.
  ///
  /// - Throws: `ParallelError` if one is missing, which only a backend can bring about.
  func take(count: Int) throws -> [Output] {
    let pieces = takePieces()
    if pieces.count == 1, pieces[0].values.count == count { return pieces[0].values }
    let done = pieces.reduce(0) { $0 + $1.values.count }
    guard done == count else {
      throw ParallelError(
        code: .backendFailed,
        reason: """
          the backend returned after \(done) of \(count) tasks: its `run` must go on until it is given no more \
          batches
          """)
    }
    var results: [Output] = []
    results.reserveCapacity(count)
    for piece in pieces { results += piece.values }
    return results
  }

  private func takePieces() -> [(first: Int, values: [Output])] {
    pieces.withLock { pieces in
      defer { pieces = [] }
      return pieces.count == 1 ? pieces : pieces.sorted { $0.first < $1.first }
    }
  }
}
