/// The results of a call, each written where it will stand in the array that the caller gets.
///
/// What a call needs of it is compiled where the type of the results is known: to look up what a generic type
/// consists of took longer than all that is done here.
///
/// SAFETY: a claim gives every index to one worker, which alone writes to that element and tells so by `keep`.
/// `take` and `deinit` touch only elements that were kept, and run when no worker writes any more: `take` finds every
/// task done, and a worker holds a reference for as long as it runs. `array` is the caller's, who alone takes it.
@usableFromInline
final class Results<Output>: @unchecked Sendable {
  /// Uninitialised room for all results, in the storage of `array`.
  @usableFromInline let elements: UnsafeMutablePointer<Output>

  /// Empty until all results are there; its storage is what matters before.
  @usableFromInline var array: [Output]
  @usableFromInline let count: Int

  /// Which elements are initialised and not yet the array's.
  @usableFromInline let kept = KeptRanges()

  /// Room for a positive count of results.
  @inlinable
  init(count: Int) {
    var base: UnsafeMutablePointer<Output>?
    array = [Output](unsafeUninitializedCapacity: count) { buffer, _ in base = buffer.baseAddress }
    guard let base else { preconditionFailure("an array of \(count) elements has no storage") }
    elements = base
    self.count = count
  }

  deinit {
    for range in kept.sorted {
      (elements + range.lowerBound).deinitialize(count: range.count)
    }
  }

  /// Records that a worker has written the elements of a range.
  @inlinable
  func keep(_ range: Range<Int>) { kept.keep(range) }

  /// Writes an element where no worker has written one, for a call that has ended.
  @usableFromInline
  func fill(with element: (_ index: Int) -> Output) {
    var next = 0
    for range in kept.sorted + [count..<count] {
      for index in next..<range.lowerBound { (elements + index).initialize(to: element(index)) }
      keep(next..<range.lowerBound)
      next = range.upperBound
    }
  }

  /// The array of all results.
  ///
  /// - Throws: `ParallelError` if a result is missing, which only a backend can bring about.
  @inlinable
  func take() throws -> [Output] {
    try kept.handOver(count)
    array.append(addingCapacity: count) { span in
      span.withUnsafeMutableBufferPointer { buffer, initializedCount in
        precondition(buffer.baseAddress == elements, "the storage of the results has moved")
        initializedCount = count
      }
    }
    defer { array = [] }
    return array
  }
}
