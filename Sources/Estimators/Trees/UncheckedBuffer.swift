/// A fixed number of values for the loops that growing trees consists of.
///
/// Reading and writing cost what they cost by a pointer: nothing is counted or copied, and places are checked in debug
/// builds alone, which the tests run. Whoever has a reference can write. All memory that is handled by hand while trees
/// grow is in this file.
final class UncheckedBuffer<Element: BitwiseCopyable> {
  /// How many values there are.
  let count: Int

  private let base: UnsafeMutablePointer<Element>

  init(repeating value: Element, count: Int) {
    self.count = count
    base = .allocate(capacity: count)
    base.initialize(repeating: value, count: count)
  }

  init(_ values: [Element]) {
    count = values.count
    base = .allocate(capacity: count)
    for place in 0..<count { (base + place).initialize(to: values[place]) }
  }

  // SAFETY: The memory is this object's alone, and values need no deinitialisation.
  deinit { base.deallocate() }

  // SAFETY: All `count` values are initialised at once, and live as long as the object, which an access holds on to.
  // Loops keep to the rows, columns and bins that the buffers were made for; in debug builds every place is checked.
  subscript(place: Int) -> Element {
    @inline(__always) get {
      assert(place >= 0 && place < count, "no such place")
      return base[place]
    }
    @inline(__always) set {
      assert(place >= 0 && place < count, "no such place")
      base[place] = newValue
    }
  }
}
