/// The inputs of a call, by the numbers of their tasks.
@usableFromInline
enum TaskInputs<Input: Sendable>: Sendable {
  case elements([Input])

  /// Whole numbers from `first` on; `Input` is `Int`.
  case numbers(from: Int, count: Int)

  /// Takes all elements, but those of a range as they are needed: a call of small tasks would spend more time on
  /// writing the numbers down than on the tasks.
  @inlinable
  init(_ inputs: some Sequence<Input>) {
    self =
      if let range = inputs as? Range<Int> {
        .numbers(from: range.lowerBound, count: range.count)
      } else {
        .elements(Array(inputs))
      }
  }

  @inlinable var count: Int {
    switch self {
    case .elements(let elements): elements.count
    case .numbers(_, let count): count
    }
  }

  @inlinable
  subscript(task: Int) -> Input {
    switch self {
    case .elements(let elements): elements[task]
    // SAFETY: the case is made from a range of `Int` only, whose elements are the inputs.
    case .numbers(let first, _): unsafeBitCast(first &+ task, to: Input.self)
    }
  }
}
