/// Keyed containers that were given to values, each to be given to the next value with keys of the same type as soon
/// as nobody has it any more.
///
/// The standard library puts every keyed container into a box, and looks generic types up to make one: more work than
/// to code a small value.
struct WireKeyedSlots<Target: AnyObject> {
  /// Values with keys of more types, or deeper within values of their own type, get containers of their own.
  private static var limit: Int { 16 }

  private var slots: [WireKeyedSlot<Target>] = []
  /// The one that was given last: probably the next one too.
  private var recent: WireKeyedSlot<Target>?

  /// A slot whose container nobody has.
  @inline(__always)
  mutating func free(keyedBy keys: ObjectIdentifier) -> WireKeyedSlot<Target>? {
    if let recent, recent.keys == keys, recent.isFree { return recent }
    return search(keys)
  }

  @inline(never)
  private mutating func search(_ keys: ObjectIdentifier) -> WireKeyedSlot<Target>? {
    for slot in slots where slot.keys == keys && slot.isFree {
      recent = slot
      return slot
    }
    return nil
  }

  mutating func keep(_ slot: WireKeyedSlot<Target>) {
    if slots.count < Self.limit { slots.append(slot) }
  }

  /// Lets go of the containers, which refer to what they belong to.
  mutating func removeAll() {
    slots = []
    recent = nil
  }
}

/// A keyed container, and what tells it which value it belongs to.
class WireKeyedSlot<Target: AnyObject> {
  let keys: ObjectIdentifier
  let target: Target

  fileprivate init(keys: ObjectIdentifier, target: Target) {
    self.keys = keys
    self.target = target
  }

  /// Whether nobody else has the container.
  fileprivate var isFree: Bool { false }
}

/// A keyed container whose type is part of the type of the slot, so that the runtime need not be asked for it.
final class WireTypedSlot<Target: AnyObject, Container>: WireKeyedSlot<Target> {
  @exclusivity(unchecked) private var container: Container

  /// A slot for a container, or `nil` if that is not one reference, as in every standard library so far.
  init?(_ container: Container, keyedBy keys: ObjectIdentifier, of target: Target) {
    guard MemoryLayout<Container>.size == MemoryLayout<AnyObject>.size, !_isPOD(Container.self) else {
      return nil
    }
    self.container = container
    super.init(keys: keys, target: target)
  }

  override fileprivate var isFree: Bool {
    // SAFETY: of this size and not plain, it is a reference, to the box that the standard library has put it into.
    withUnsafeMutablePointer(to: &container) { container in
      container.withMemoryRebound(to: AnyObject.self, capacity: 1) { isKnownUniquelyReferenced(&$0.pointee) }
    }
  }

  /// The container.
  ///
  /// Not inlined: where this is called, the type of the container would be looked up.
  @inline(never)
  func give() -> Container { container }
}

/// Which value a container belongs to at present, and the message that it is written to.
final class WireEncodingTarget {
  let output: WireOutput
  @exclusivity(unchecked) var identity: Int

  init(_ output: WireOutput, _ identity: Int) {
    self.output = output
    self.identity = identity
  }
}

/// Which value a container belongs to at present, and the message that it is read from.
final class WireDecodingTarget {
  let input: WireInput
  @exclusivity(unchecked) var entries: WireKeyedValue

  init(_ input: WireInput, _ entries: WireKeyedValue) {
    self.input = input
    self.entries = entries
  }
}
