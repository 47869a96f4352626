/// Where the inputs of a stream wait for their tasks, and the results for the consumer.
///
/// A slot holds the input of a task and then its result. Its numbers say nothing about those of tasks: a slot is used
/// again and again, so that there are no more than the lookahead demands.
///
/// All else that decides about a stream knows slots and no values. That is what makes it fast: code that is compiled
/// without knowing the caller's types may move values cheaply, but to make an array or an optional of them it has to
/// look up a type each time.
///
/// SAFETY: a slot belongs to one party at a time, the driver, a worker or the consumer, and is handed on under the
/// lock of the stream's state machine. The segment of a slot is made by the driver before anybody hears of the slot.
final class TaskSlots<Input: Sendable, Output: Sendable>: @unchecked Sendable {
  private enum Content: UInt8 {
    case nothing, input, output
  }

  private struct Segment {
    let inputs: UnsafeMutablePointer<Input>
    let outputs: UnsafeMutablePointer<Output>
    let contents: UnsafeMutablePointer<Content>
  }

  /// Segment n has 64 · 2ⁿ slots, and never moves.
  private let segments: UnsafeMutablePointer<Segment>
  private var segmentCount = 0

  private static func capacity(of segment: Int) -> Int { 64 << segment }

  init() {
    segments = .allocate(capacity: Int.bitWidth - 6)
  }

  deinit {
    for number in 0..<segmentCount {
      let segment = segments[number]
      for index in 0..<Self.capacity(of: number) {
        switch segment.contents[index] {
        case .nothing: break
        case .input: (segment.inputs + index).deinitialize(count: 1)
        case .output: (segment.outputs + index).deinitialize(count: 1)
        }
      }
      segment.inputs.deallocate()
      segment.outputs.deallocate()
      segment.contents.deallocate()
    }
    segments.deallocate()
  }

  private func place(of slot: Int) -> (segment: Int, index: Int) {
    let segment = (slot / 64 + 1).bitWidth - 1 - (slot / 64 + 1).leadingZeroBitCount
    return (segment, slot - 64 * ((1 << segment) - 1))
  }

  /// Puts an input in an empty slot; new slots come one after the other.
  func put(_ input: Input, in slot: Int) {
    let (number, index) = place(of: slot)
    if number == segmentCount { addSegment() }
    (segments[number].inputs + index).initialize(to: input)
    segments[number].contents[index] = .input
  }

  private func addSegment() {
    let capacity = Self.capacity(of: segmentCount)
    let segment = Segment(
      inputs: .allocate(capacity: capacity), outputs: .allocate(capacity: capacity),
      contents: .allocate(capacity: capacity))
    segment.contents.initialize(repeating: .nothing, count: capacity)
    (segments + segmentCount).initialize(to: segment)
    segmentCount += 1
  }

  /// The input in a slot.
  func input(in slot: Int) -> Input {
    let (number, index) = place(of: slot)
    return segments[number].inputs[index]
  }

  /// Puts a result in the place of an input.
  func finish(_ slot: Int, with output: Output) {
    let (number, index) = place(of: slot)
    (segments[number].inputs + index).deinitialize(count: 1)
    (segments[number].outputs + index).initialize(to: output)
    segments[number].contents[index] = .output
  }

  /// Takes the result out of a slot.
  func take(from slot: Int) -> Output {
    let (number, index) = place(of: slot)
    segments[number].contents[index] = .nothing
    return (segments[number].outputs + index).move()
  }
}
